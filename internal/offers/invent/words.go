package invent

// What invented offers are made of.
var (
	bodies    = []string{"Prévention jeunesse de", "Maison de la santé de", "Ligue des étudiants de", "Croix de secours de", "Centre social de", "Mutuelle des familles de", "École normale de"}
	abouts    = []string{"Trente bénévoles formés.", "Une équipe de six personnes, dans les écoles depuis dix ans.", "Une association de quartier.", ""}
	actions   = []string{"Atelier", "Parcours", "Rencontre", "Jeu de rôle", "Exposition", "Débat", "Enquête", "Chantier", "Spectacle", "Cuisine ouverte", "Marche", "Journal"}
	subjects  = []string{"sommeil et écrans", "petit-déjeuner", "hygiène des dents", "premiers secours", "addictions", "activité physique", "vaccination", "vie affective", "lavage des mains", "gestion du stress", "audition", "alimentation durable", "boissons sucrées", "posture", "estime de soi"}
	frames    = []string{"en classe", "avec les familles", "au gymnase", "en petits groupes", "dans la cour", "à la cantine", "en deux temps", "pour les plus grands", "au centre de loisirs", "avec un pair"}
	sentences = []string{
		"Les élèves tiennent un carnet pendant deux semaines, puis comparent.", "Un premier temps réunit les enseignants et l'infirmière scolaire.", "Chaque groupe prépare une affiche que l'école garde.",
		"Une question anonyme ouvre la discussion, sans juger.", "La séance se termine par un engagement que chacun choisit.", "Le matériel est apporté et repris par l'équipe.",
		"Les parents reçoivent un mot qui explique la démarche.", "Trois ateliers tournent de vingt en vingt minutes.", "Un bilan est envoyé à l'établissement dans le mois.",
		"L'enseignant reste présent et peut reprendre l'activité seul ensuite.", "On goûte, on compare les étiquettes, on calcule les portions.", "Un professionnel répond aux questions à la fin.",
	}
)
