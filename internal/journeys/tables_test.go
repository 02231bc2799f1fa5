package journeys_test

import "preau/internal/demo"

// seen says who opens a page, and at which addresses, parted by spaces. {books} and its like are of the world.
type seen map[demo.Role]string

// pages are the GET routes that answer with a page: full, empty, and as those see them who have little there.
var pages = map[string]seen{
	"/": {visitor: "/", demo.Admin: "/", demo.Coordinator: "/", demo.Begun: "/", demo.Outsider: "/", demo.Incomplete: "/", demo.Long: "/"},

	"/aide":                   {visitor: "/aide", demo.Begun: "/aide"},
	"/aide/{role}":            {visitor: "/aide/compte /aide/demandeur /aide/president /aide/centrale", demo.Begun: "/aide/membre /aide/coordonnateur", demo.Admin: "/aide/administration"},
	"/aide/tutoriels":         {visitor: "/aide/tutoriels", demo.Begun: "/aide/tutoriels"},
	"/aide/commander":         {visitor: "/aide/commander", demo.Begun: "/aide/commander", demo.Central: "/aide/commander"},
	"/accessibilite":          {visitor: "/accessibilite"},
	"/donnees-personnelles":   {visitor: "/donnees-personnelles"},
	"/conditions":             {visitor: "/conditions", demo.Newcomer: "/conditions"},
	"/conditions/{version}":   {visitor: "/conditions/1"},
	"/conditions/acceptation": {demo.Newcomer: "/conditions/acceptation?suite=/groupements/{books}"},
	"/langue":                 {visitor: "/langue?suite=/groupements", demo.Begun: "/langue"},

	"/connexion":                {visitor: "/connexion?suite=/groupements/{books}"},
	"/inscription":              {visitor: "/inscription"},
	"/inscription/envoyee":      {visitor: "/inscription/envoyee"},
	"/activation/renvoi":        {visitor: "/activation/renvoi"},
	"/mot-de-passe/oubli":       {visitor: "/mot-de-passe/oubli"},
	"/mot-de-passe/envoye":      {visitor: "/mot-de-passe/envoye"},
	"/mot-de-passe/sans-boite":  {visitor: "/mot-de-passe/sans-boite"},
	"/nouvelle-adresse/{jeton}": {visitor: "/nouvelle-adresse/{confirmation}"},
	"/opposition/{jeton}":       {visitor: "/opposition/{objection}"},
	"/connexion/lien":           {visitor: "/connexion/lien"},
	"/connexion/lien/envoye":    {visitor: "/connexion/lien/envoye"},
	"/activation/{jeton}":       {visitor: "/activation/{activation} /activation/{activated}"},
	"/connexion/{jeton}":        {visitor: "/connexion/{link}"},
	"/mot-de-passe/{jeton}":     {visitor: "/mot-de-passe/{reset}"},
	"/invitation/{jeton}":       {visitor: "/invitation/{invitation} /invitation/{taken}"},

	"/compte":                   {demo.Coordinator: "/compte", demo.Incomplete: "/compte", demo.Long: "/compte"},
	"/compte/profil":            {demo.Begun: "/compte/profil?suite=/groupements/{books}", demo.Incomplete: "/compte/profil", demo.Long: "/compte/profil"},
	"/compte/securite":          {demo.Begun: "/compte/securite"},
	"/compte/mails":             {demo.Done: "/compte/mails", demo.Incomplete: "/compte/mails"},
	"/compte/jetons":            {demo.Begun: "/compte/jetons"},
	"/api":                      {visitor: "/api", demo.Begun: "/api"},
	"/compte/notifications":     {demo.Done: "/compte/notifications"},
	"/compte/donnees":           {demo.Begun: "/compte/donnees", demo.Long: "/compte/donnees"},
	"/compte/donnees/fermeture": {demo.Begun: "/compte/donnees/fermeture", demo.Incomplete: "/compte/donnees/fermeture", demo.Admin: "/compte/donnees/fermeture"},
	"/mails/arreter/{secret}":   {visitor: "/mails/arreter/{stop}"},

	"/contact":        {visitor: "/contact?page=/groupements/{books}&motif=needs.not_member&q=besoins", demo.Begun: "/contact?page=/groupements/{books}/besoins/3", demo.Long: "/contact"},
	"/contact/envoye": {visitor: "/contact/envoye?n=2026-000001&page=/groupements"},

	"/commandes":                {demo.Central: "/commandes", demo.Begun: "/commandes"},
	"/marches":                  {demo.Central: "/marches /marches?q=zzz", demo.Admin: "/marches"},
	"/commandes/montants/{ref}": {demo.Admin: "/commandes/montants/{place}"},
	"/marches/nouveau":          {demo.Central: "/marches/nouveau"},
	"/marches/{n}":              {demo.Central: "/marches/1?chercher=college /marches/3 /marches/1?chercher=zzzz", demo.Admin: "/marches/2"},
	"/marches/{n}/modifier":     {demo.Central: "/marches/1/modifier"},
	"/marches/{n}/retirer":      {demo.Central: "/marches/1/retirer"},

	"/administration/reglages/conditions":             {demo.Admin: "/administration/reglages/conditions"},
	"/administration/reglages/conditions/publication": {demo.Admin: "/administration/reglages/conditions/publication"},
	"/administration":                                      {demo.Admin: "/administration"},
	"/administration/reglages":                             {demo.Admin: "/administration/reglages"},
	"/administration/comptes":                              {demo.Admin: "/administration/comptes /administration/comptes?page=3 /administration/comptes?q=personne /administration/comptes?etat=suspendu"},
	"/administration/comptes/{n}":                          {demo.Admin: "/administration/comptes/{suspended} /administration/comptes/{invited} /administration/comptes/{new} /administration/comptes/{bounced} /administration/comptes/{long} /administration/comptes/{never}"},
	"/administration/comptes/{n}/fermeture":                {demo.Admin: "/administration/comptes/{long}/fermeture"},
	"/administration/conservation":                         {demo.Admin: "/administration/conservation"},
	"/administration/comptes/{n}/adresse":                  {demo.Admin: "/administration/comptes/{suspended}/adresse /administration/comptes/{never}/adresse /administration/comptes/{invited}/adresse"},
	"/assistance":                                          {demo.Helper: "/assistance /assistance?q=college /assistance?q=anderlecht /assistance?q=zzzz", demo.Admin: "/assistance?q=college"},
	"/assistance/comptes/{n}":                              {demo.Helper: "/assistance/comptes/{suspended} /assistance/comptes/{invited} /assistance/comptes/{long}?groupement={books} /assistance/comptes/{never}?groupement=999"},
	"/assistance/organisations/{ref}":                      {demo.Helper: "/assistance/organisations/{place} /assistance/organisations/{belgian}"},
	"/assistance/organisations/{ref}/implantations/{site}": {demo.Helper: "/assistance/organisations/{belgian}/implantations/31"},
	"/administration/messages":                             {demo.Admin: "/administration/messages /administration/messages?etat=ferme"},
	"/administration/messages/{n}":                         {demo.Admin: "/administration/messages/{asked} /administration/messages/{answered}"},
	"/administration/mails":                                {demo.Admin: "/administration/mails /administration/mails?adresse=personne@example.org"},
	"/administration/taches":                               {demo.Admin: "/administration/taches"},
	"/administration/taches/{tache}/abandon":               {demo.Admin: "/administration/taches/{job}/abandon"},
	"/administration/imports":                              {demo.Admin: "/administration/imports /administration/imports?etat=termine /administration/imports?etat=arrete"},
	"/administration/imports/nouveau":                      {demo.Admin: "/administration/imports/nouveau"},
	"/administration/imports/{n}":                          {demo.Admin: "/administration/imports/{sheet} /administration/imports/{sheet}?voir=nouvelles /administration/imports/{sheet}?voir=modifiees /administration/imports/{broken}"},
	"/administration/organisations":                        {demo.Admin: "/administration/organisations /administration/organisations?q=college /administration/organisations?q=zzzz"},
	"/administration/organisations/nouvelle":               {demo.Admin: "/administration/organisations/nouvelle"},
	"/administration/organisations/{ref}":                  {demo.Admin: "/administration/organisations/{place}"},
	"/administration/organisations/{ref}/image":            {demo.Admin: "/administration/organisations/{place}/image /administration/organisations/{drawn}/image"},
	"/administration/coordonnateurs":                       {demo.Admin: "/administration/coordonnateurs /administration/coordonnateurs?etablissement=lycee+rennes /administration/coordonnateurs?etablissement=zzzz"},

	"/acces":                          {demo.Admin: "/acces /acces?q=rives /acces?q=zzzz", demo.President: "/acces", demo.Manager: "/acces", demo.Requester: "/acces", demo.Begun: "/acces"},
	"/acces/{ref}":                    {demo.President: "/acces/association-scolaire-des-deux-rives /acces/college-des-genets", demo.Manager: "/acces/college-des-genets /acces/college-des-genets?q=zzzz", demo.Admin: "/acces/association-scolaire-des-deux-rives"},
	"/acces/{ref}/personnes/nouvelle": {demo.President: "/acces/college-des-genets/personnes/nouvelle", demo.Manager: "/acces/college-des-genets/personnes/nouvelle"},
	"/acces/{ref}/personnes/{n}":      {demo.Manager: "/acces/college-des-genets/personnes/{lost} /acces/college-des-genets/personnes/{bought}"},

	"/acces/demandes":          {demo.Done: "/acces/demandes", demo.Unconfirmed: "/acces/demandes", demo.Outsider: "/acces/demandes"},
	"/acces/demandes/nouvelle": {demo.Requester: "/acces/demandes/nouvelle?q=genets /acces/demandes/nouvelle?lieu=college-des-genets", demo.Begun: "/acces/demandes/nouvelle?q=zzzz"},
	"/acces/demandes/{n}":      {demo.Done: "/acces/demandes/{request}", demo.Unconfirmed: "/acces/demandes/{request}"},
	"/adhesions":               {demo.Done: "/adhesions", demo.Refused: "/adhesions", demo.Outsider: "/adhesions", demo.Incomplete: "/adhesions", demo.Long: "/adhesions"},

	"/groupements":         {visitor: "/groupements /groupements?q=zzzz", demo.Begun: "/groupements", demo.Coordinator: "/groupements"},
	"/groupements/nouveau": {demo.Coordinator: "/groupements/nouveau"},
	"/groupements/{n}": {
		visitor: "/groupements/{books} /groupements/{ink}", demo.Coordinator: "/groupements/{books} /groupements/{cleaning} /groupements/{past}",
		demo.Begun: "/groupements/{books}", demo.Waiting: "/groupements/{books}", demo.Refused: "/groupements/{books}", demo.Outsider: "/groupements/{furniture}",
		demo.Unconfirmed: "/groupements/{books}", demo.Incomplete: "/groupements/{furniture}",
	},
	"/groupements/{n}/documents": {
		visitor: "/groupements/{books}/documents /groupements/{past}/documents", demo.Begun: "/groupements/{books}/documents", demo.Waiting: "/groupements/{books}/documents",
		demo.Refused: "/groupements/{books}/documents", demo.Unconfirmed: "/groupements/{books}/documents", demo.Outsider: "/groupements/{furniture}/documents",
		demo.Coordinator: "/groupements/{books}/documents /groupements/{cleaning}/documents /groupements/{ink}/documents",
	},
	"/groupements/{n}/documents/nouveau":        {demo.Coordinator: "/groupements/{books}/documents/nouveau"},
	"/groupements/{n}/documents/{doc}":          {demo.Coordinator: "/groupements/{books}/documents/1 /groupements/{books}/documents/5"},
	"/groupements/{n}/documents/{doc}/modifier": {demo.Coordinator: "/groupements/{books}/documents/1/modifier"},
	"/groupements/{n}/documents/{doc}/retirer":  {demo.Coordinator: "/groupements/{books}/documents/1/retirer /groupements/{books}/documents/3/retirer"},
	"/groupements/{n}/contact":                  {visitor: "/groupements/{books}/contact", demo.Begun: "/groupements/{books}/contact"},
	"/groupements/{n}/besoins": {
		demo.Begun: "/groupements/{books}/besoins /groupements/{past}/besoins", demo.Done: "/groupements/{books}/besoins /groupements/{furniture}/besoins", demo.Nothing: "/groupements/{books}/besoins",
		demo.Waiting: "/groupements/{books}/besoins", demo.Refused: "/groupements/{books}/besoins", demo.Outsider: "/groupements/{books}/besoins", demo.Unconfirmed: "/groupements/{books}/besoins",
	},
	"/groupements/{n}/besoins/{lot}": {
		demo.Begun: "/groupements/{books}/besoins/3 /groupements/{books}/besoins/1 /groupements/{past}/besoins/1", demo.Done: "/groupements/{books}/besoins/5 /groupements/{furniture}/besoins/1",
		demo.Nothing: "/groupements/{books}/besoins/5",
	},
	"/groupements/{n}/besoins/{lot}/aucun":         {demo.Begun: "/groupements/{books}/besoins/3/aucun", demo.Done: "/groupements/{books}/besoins/1/aucun"},
	"/groupements/{n}/adhesions/{ref}/retirer":     {demo.Coordinator: "/groupements/{books}/adhesions/{member}/retirer"},
	"/groupements/{n}/suivi/{ref}":                 {demo.Coordinator: "/groupements/{books}/suivi/{member} /groupements/{books}/suivi/{member}?lot=2"},
	"/groupements/{n}/adhesions":                   {demo.Coordinator: "/groupements/{books}/adhesions /groupements/{past}/adhesions /groupements/{cleaning}/adhesions", demo.Coordinator3: "/groupements/{supplies}/adhesions?page=2", demo.Admin: "/groupements/{books}/adhesions"},
	"/groupements/{n}/suivi":                       {demo.Coordinator: "/groupements/{books}/suivi /groupements/{past}/suivi /groupements/{cleaning}/suivi", demo.Coordinator3: "/groupements/{supplies}/suivi?page=2"},
	"/groupements/{n}/consolidation":               {demo.Coordinator: "/groupements/{books}/consolidation /groupements/{books}/consolidation?lot=5 /groupements/{past}/consolidation /groupements/{cleaning}/consolidation"},
	"/groupements/{n}/consolidation/membres":       {demo.Coordinator: "/groupements/{books}/consolidation/membres?lot=1 /groupements/{past}/consolidation/membres"},
	"/groupements/{n}/consolidation/membres/{ref}": {demo.Coordinator: "/groupements/{books}/consolidation/membres/{member}"},
	"/groupements/{n}/consolidation/lieux":         {demo.Coordinator: "/groupements/{books}/consolidation/lieux?lot=1 /groupements/{past}/consolidation/lieux"},
	"/groupements/{n}/consolidation/matrice":       {demo.Coordinator: "/groupements/{books}/consolidation/matrice"},
	"/groupements/{n}/modifier":                    {demo.Coordinator: "/groupements/{cleaning}/modifier /groupements/{books}/modifier"},
	"/groupements/{n}/lots":                        {demo.Coordinator: "/groupements/{cleaning}/lots"},
	"/groupements/{n}/lots/nouveau":                {demo.Coordinator: "/groupements/{cleaning}/lots/nouveau"},
	"/groupements/{n}/imports":                     {demo.Coordinator: "/groupements/{cleaning}/imports /groupements/{books}/imports"},
	"/groupements/{n}/imports/nouveau":             {demo.Coordinator: "/groupements/{cleaning}/imports/nouveau"},
	"/groupements/{n}/imports/{import}":            {demo.Coordinator: "/groupements/{cleaning}/imports/{lots} /groupements/{cleaning}/imports/{lots}?voir=nouvelles /groupements/{cleaning}/imports/{lots}?voir=absentes"},
	"/groupements/{n}/lots/{lot}":                  {demo.Coordinator: "/groupements/{cleaning}/lots/1"},
	"/groupements/{n}/lots/{lot}/supprimer":        {demo.Coordinator: "/groupements/{cleaning}/lots/2/supprimer"},
	"/groupements/{n}/ouvrir":                      {demo.Coordinator: "/groupements/{cleaning}/ouvrir"},
	"/groupements/{n}/abandonner":                  {demo.Coordinator: "/groupements/{cleaning}/abandonner /groupements/{books}/abandonner"},
	"/groupements/{n}/coordonnateurs":              {demo.Coordinator: "/groupements/{books}/coordonnateurs"},
}

// elsewhere are the GET routes that the empty house opens, or a room's own tests where the world has nothing of the kind.
var elsewhere = map[string]bool{"/aide/refus/{code}": true, "/administration/imports/{n}/avancement": true, "/groupements/{n}/imports/{import}/avancement": true, "/compte/donnees/export": true, "/mise-en-route": true, "/groupements/{n}/consolidation/matrice.xlsx": true, "/groupements/{n}/consolidation/matrice/avancement": true}

// files are the GET routes that answer with something else, and what they call it.
var files = map[string]struct {
	who      demo.Role
	at, mime string
}{
	"/organisations/{ref}/image":                                {visitor, "/organisations/{drawn}/image", "image/png"},
	"/groupements/{n}/consolidation.csv":                        {demo.Coordinator, "/groupements/{books}/consolidation.csv?lot=1", "text/csv; charset=utf-8"},
	"/groupements/{n}/consolidation.xlsx":                       {demo.Coordinator, "/groupements/{books}/consolidation.xlsx?lot=1", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	"/groupements/{n}/consolidation/membres.csv":                {demo.Coordinator, "/groupements/{books}/consolidation/membres.csv?lot=1", "text/csv; charset=utf-8"},
	"/groupements/{n}/consolidation/membres.xlsx":               {demo.Coordinator, "/groupements/{books}/consolidation/membres.xlsx?lot=1", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	"/groupements/{n}/consolidation/lieux.csv":                  {demo.Coordinator, "/groupements/{books}/consolidation/lieux.csv?lot=1", "text/csv; charset=utf-8"},
	"/groupements/{n}/consolidation/lieux.xlsx":                 {demo.Coordinator, "/groupements/{books}/consolidation/lieux.xlsx?lot=1", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	"/groupements/{n}/consolidation/membres/{ref}/besoins.csv":  {demo.Coordinator, "/groupements/{books}/consolidation/membres/{member}/besoins.csv", "text/csv; charset=utf-8"},
	"/groupements/{n}/consolidation/membres/{ref}/besoins.xlsx": {demo.Coordinator, "/groupements/{books}/consolidation/membres/{member}/besoins.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	"/groupements/{n}/documents/{doc}/versions/{version}":       {demo.Done, "/groupements/{books}/documents/1/versions/2", "application/pdf"},
	"/administration/imports/{n}/erreurs":                       {demo.Admin, "/administration/imports/{sheet}/erreurs", "text/csv; charset=utf-8"},
	"/groupements/{n}/imports/{import}/erreurs":                 {demo.Coordinator, "/groupements/{cleaning}/imports/{lots}/erreurs", "text/csv; charset=utf-8"},
	"/groupements/{n}/imports/nouveau/modeles/{modele}":         {demo.Coordinator, "/groupements/{cleaning}/imports/nouveau/modeles/lots.csv", "text/csv; charset=utf-8"},
	"/groupements/{n}/lots.csv":                                 {demo.Coordinator, "/groupements/{cleaning}/lots.csv", "text/csv; charset=utf-8"},
	"/groupements/{n}/lots.xlsx":                                {demo.Coordinator, "/groupements/{cleaning}/lots.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
	"/administration/imports/nouveau/modeles/{modele}":          {demo.Admin, "/administration/imports/nouveau/modeles/organisations.csv", "text/csv; charset=utf-8"},
}

// beside are the addresses that the router does not list: they never reach a page.
var beside = map[string]string{"/healthz": "text/plain; charset=utf-8", "/readyz": "text/plain; charset=utf-8"}

// refused are pages that are not there, or not for who asks, by their status.
var refused = []struct {
	who    demo.Role
	at     string
	status int
}{
	{visitor, "/nulle-part", 404},
	{demo.Begun, "/groupements/999", 404},
	{demo.Begun, "/groupements/{cleaning}", 404},
	{demo.Begun, "/administration", 404},
	{demo.Begun, "/groupements/{books}/suivi", 403},
	{demo.Begun, "/groupements/nouveau", 403},
	{demo.Outsider, "/groupements/{books}/besoins/1", 403},
	{demo.Waiting, "/groupements/{books}/besoins/1", 403},
	{demo.Coordinator, "/groupements/{books}/lots", 403},
	{demo.Coordinator, "/groupements/{books}/imports/nouveau", 403},
	{demo.Coordinator, "/groupements/{books}/imports/{lots}", 404},
	{demo.Begun, "/groupements/{books}/imports", 404},
	{demo.Outsider, "/groupements/{books}/documents/1/versions/2", 403},
	{demo.Begun, "/groupements/{books}/documents/1/versions/1", 403},
	{demo.Begun, "/groupements/{books}/documents/5/versions/1", 403},
	{demo.Begun, "/groupements/{books}/documents/1", 403},
	{demo.Coordinator, "/groupements/{ink}/documents/nouveau", 403},
	{demo.Coordinator, "/groupements/{ink}/modifier", 403},
	{visitor, "/deconnexion", 405},
	{visitor, "/activation/{replaced}", 410},
	{visitor, "/activation/inconnu", 404},
	{visitor, "/connexion/inconnu", 404},
	{visitor, "/mot-de-passe/inconnu", 404},
	{visitor, "/invitation/inconnu", 404},
	{visitor, "/nouvelle-adresse/inconnu", 404},
	{visitor, "/opposition/inconnu", 404},
	{visitor, "/mails/arreter/inconnu", 404},
	{visitor, "/contact/envoye?n=1", 404},
}

// posts are what forms are answered that cannot be taken: from their pages with nothing or nonsense typed, from pages
// that went stale, or forged. The fields are as they are posted.
var posts = map[string][]post{
	"/langue":                   {{visitor, "/langue", "langue=xx", 422}},
	"/connexion":                {{visitor, "/connexion", "", 422}, {visitor, "/connexion", "nom_utilisateur=claire.vasseur&mot_de_passe=faux", 422}, {visitor, "/connexion", "nom_utilisateur=martin.leroussel&mot_de_passe=marelle+et+billes", 403}},
	"/conditions/acceptation":   {{demo.Newcomer, "/conditions/acceptation", "version=1&suite=/groupements", 422}, {demo.Newcomer, "/conditions/acceptation", "version=7&lu=1", 403}},
	"/inscription":              {{visitor, "/inscription", "nom_utilisateur=a+b&email=x&mot_de_passe=un&encore=deux", 422}},
	"/activation/renvoi":        {{visitor, "/activation/renvoi", "", 422}},
	"/mot-de-passe/oubli":       {{visitor, "/mot-de-passe/oubli", "", 422}},
	"/connexion/lien":           {{visitor, "/connexion/lien", "", 422}},
	"/mot-de-passe/sans-boite":  {{visitor, "/mot-de-passe/sans-boite", "adresse=x", 422}, {visitor, "/mot-de-passe/sans-boite", "etablissement=Lycée&adresse=x", 422}},
	"/nouvelle-adresse/{jeton}": {{visitor, "/nouvelle-adresse/inconnu", "", 404}},
	"/opposition/{jeton}":       {{visitor, "/opposition/inconnu", "", 404}},
	"/invitation/renvoi":        {{visitor, "/invitation/renvoi", "", 404}},
	"/activation/{jeton}":       {{visitor, "/activation/{replaced}", "", 410}},
	"/connexion/{jeton}":        {{visitor, "/connexion/inconnu", "", 404}},
	"/mot-de-passe/{jeton}":     {{visitor, "/mot-de-passe/{reset}", "", 422}},
	"/invitation/{jeton}":       {{visitor, "/invitation/{invitation}", "", 422}},

	"/compte/profil":                {{demo.Begun, "/compte/profil", "version={profile}&telephone=abc&prenom=Yann", 422}, {demo.Begun, "/compte/profil", "prenom=Yann", 409}, {demo.Outsider, "/compte/profil", "cherche=zzzz", 200}, {demo.Outsider, "/compte/profil", "cherche=college", 200}},
	"/compte/securite/mot-de-passe": {{demo.Begun, "/compte/securite/mot-de-passe", "", 422}},
	"/compte/jetons":                {{demo.Begun, "/compte/jetons", "", 422}},
	"/compte/jetons/{n}/revocation": {{demo.Begun, "/compte/jetons/999/revocation", "", 404}},
	"/compte/donnees/fermeture":     {{demo.Incomplete, "/compte/donnees/fermeture", "mot_de_passe_actuel=autre", 422}, {demo.Admin, "/compte/donnees/fermeture", "", 403}},
	"/mails/arreter/{secret}":       {{visitor, "/mails/arreter/inconnu", "", 404}},
	"/contact":                      {{visitor, "/contact", "page=/groupements", 422}, {demo.Begun, "/contact", "", 422}},

	"/commandes/montants/{ref}":  {{demo.Admin, "/commandes/montants/{place}", "montant=500&version=0", 403}},
	"/marches/nouveau":           {{demo.Central, "/marches/nouveau", "au=2020-01-01", 422}},
	"/marches/{n}/modifier":      {{demo.Central, "/marches/1/modifier", "version=1", 422}, {demo.Admin, "/marches/1/modifier", "version=1", 403}},
	"/marches/{n}/adherents":     {{demo.Central, "/marches/1/adherents", "chercher=college", 422}},
	"/marches/{n}/adherents/fin": {{demo.Central, "/marches/3/adherents/fin", "organisation={place}", 409}},
	"/marches/{n}/retirer":       {{demo.Begun, "/marches/1/retirer", "", 404}},
	"/marches/{n}/remettre":      {{demo.Central, "/marches/1/remettre", "", 409}},

	"/administration/comptes/{n}/renvoi":                             {{demo.Admin, "/administration/comptes/{long}/renvoi", "", 409}},
	"/administration/comptes/{n}/suspension":                         {{demo.Admin, "/administration/comptes/{long}/suspension", "", 422}},
	"/administration/comptes/{n}/adresse":                            {{demo.Admin, "/administration/comptes/{never}/adresse", "nouvelle_adresse=x&message=12", 422}},
	"/administration/comptes/{n}/adresse/abandon":                    {{demo.Admin, "/administration/comptes/{suspended}/adresse/abandon", "", 422}, {demo.Admin, "/administration/comptes/{never}/adresse/abandon", "motif=x", 409}},
	"/administration/comptes/{n}/adresse/garde":                      {{demo.Admin, "/administration/comptes/{suspended}/adresse/garde", "motif=x", 409}},
	"/administration/comptes/{n}/role":                               {{demo.Begun, "/administration/comptes/{long}/role", "role=platform.helpdesk", 404}},
	"/assistance/comptes/{n}/renvoi":                                 {{demo.Admin, "/assistance/comptes/{long}/renvoi", "", 409}},
	"/assistance/comptes/{n}/adresse":                                {{demo.Admin, "/assistance/comptes/{invited}/adresse", "email=x", 422}},
	"/assistance/comptes/{n}/telephone":                              {{demo.Helper, "/assistance/comptes/{invited}/telephone", "telephone=12", 422}, {demo.Helper, "/assistance/comptes/{long}/telephone", "telephone=0299000009", 403}},
	"/assistance/organisations/{ref}/telephone":                      {{demo.Begun, "/assistance/organisations/{place}/telephone", "", 404}, {demo.Helper, "/assistance/organisations/{belgian}/telephone", "telephone=12", 422}},
	"/assistance/organisations/{ref}/implantations/{site}/telephone": {{demo.Helper, "/assistance/organisations/{belgian}/implantations/31/telephone", "telephone=12", 422}},
	"/administration/comptes/{n}/reactivation":                       {{demo.Admin, "/administration/comptes/{long}/reactivation", "", 409}},
	"/administration/comptes/{n}/fermeture":                          {{demo.Admin, "/administration/comptes/{long}/fermeture", "", 422}},
	"/administration/conservation":                                   {{demo.Admin, "/administration/conservation", "duree_account.sessions=99", 422}},
	"/administration/reglages":                                       {{demo.Admin, "/administration/reglages", "version={settings}&smtp_port=x&contact=x", 422}, {demo.Admin, "/administration/reglages", "version=1&titre=Autre", 409}},
	"/administration/reglages/conditions":                            {{demo.Admin, "/administration/reglages/conditions", "texte=Autre&version=77", 409}, {demo.Admin, "/administration/reglages/conditions", "texte=Autre&date=2026-02-31&version=2", 422}},
	"/administration/reglages/conditions/publication":                {{demo.Admin, "/administration/reglages/conditions/publication", "version=77&certain=1", 409}, {demo.Admin, "/administration/reglages/conditions/publication", "version=2&certain=1", 403}},
	"/mise-en-route":                                                 {{demo.Begun, "/mise-en-route", "", 404}},
	"/administration/messages/{n}/reponse":                           {{demo.Admin, "/administration/messages/{asked}/reponse", "version=1", 422}},
	"/administration/messages/{n}/fermeture":                         {{demo.Admin, "/administration/messages/{asked}/fermeture", "", 409}},
	"/administration/messages/{n}/reouverture":                       {{demo.Admin, "/administration/messages/{asked}/reouverture", "version=1", 403}},
	"/administration/mails/{mail}/renvoi":                            {{demo.Admin, "/administration/mails/inconnu/renvoi", "", 404}},
	"/administration/mails/{mail}/classement":                        {{demo.Admin, "/administration/mails/inconnu/classement", "", 404}},
	"/webhooks/mail":                                                 {{visitor, "/webhooks/mail", "", 404}},
	"/administration/taches/{tache}/relance":                         {{demo.Admin, "/administration/taches/inconnue/relance", "", 409}},
	"/administration/taches/{tache}/abandon":                         {{demo.Admin, "/administration/taches/inconnue/abandon", "", 409}},
	"/administration/imports/nouveau":                                {{demo.Admin, "/administration/imports/nouveau", "sorte=organisations", 422}},
	"/administration/imports/{n}/ecriture":                           {{demo.Admin, "/administration/imports/{sheet}/ecriture", "version=77", 409}},
	"/administration/imports/{n}/comparaison":                        {{demo.Admin, "/administration/imports/{sheet}/comparaison", "version=77", 409}},
	"/administration/imports/{n}/arret":                              {{demo.Admin, "/administration/imports/{sheet}/arret", "version=77", 409}},
	"/administration/imports/{n}/abandon":                            {{demo.Admin, "/administration/imports/{sheet}/abandon", "version=77", 409}},
	"/administration/organisations/nouvelle":                         {{demo.Admin, "/administration/organisations/nouvelle", "sorte=etablissement&uai=0350001Z&code_postal=3&telephone=12", 422}},
	"/administration/organisations/{ref}":                            {{demo.Admin, "/administration/organisations/{place}", "nom=&siret=12&version=1", 422}, {demo.Admin, "/administration/organisations/{place}", "nom=Autre&version=77", 409}},
	"/administration/organisations/{ref}/image":                      {{demo.Admin, "/administration/organisations/{place}/image", "version=1", 422}},
	"/administration/organisations/{ref}/image/retrait":              {{demo.Admin, "/administration/organisations/{drawn}/image/retrait", "version=77", 409}},
	"/administration/organisations/{ref}/fermeture":                  {{demo.Admin, "/administration/organisations/{place}/fermeture", "version=77", 409}},
	"/administration/organisations/{ref}/reouverture":                {{demo.Admin, "/administration/organisations/{place}/reouverture", "version=77", 409}},
	"/administration/coordonnateurs":                                 {{demo.Admin, "/administration/coordonnateurs", "etablissement=lycee+rennes", 422}},
	"/administration/coordonnateurs/fin":                             {{demo.Begun, "/administration/coordonnateurs/fin", "", 404}},
	"/acces/{ref}/personnes/nouvelle":                                {{demo.Manager, "/acces/college-des-genets/personnes/nouvelle", "email=sans", 422}},
	"/acces/{ref}/personnes/{n}":                                     {{demo.Manager, "/acces/college-des-genets/personnes/{bought}", "etat=autre", 409}},
	"/acces/{ref}/personnes/{n}/renvoi":                              {{demo.Manager, "/acces/college-des-genets/personnes/{bought}/renvoi", "", 409}},
	"/acces/{ref}/personnes/{n}/adresse":                             {{demo.Manager, "/acces/college-des-genets/personnes/{lost}/adresse", "email=sans", 422}},
	"/acces/demandes/nouvelle":                                       {{demo.Requester, "/acces/demandes/nouvelle", "lieu=college-des-genets&role=ordering.president", 422}},
	"/acces/demandes/{n}":                                            {{demo.Done, "/acces/demandes/{request}", "acte=refuser", 422}},

	"/groupements/nouveau":                          {{demo.Coordinator, "/groupements/nouveau", "support={support}", 422}, {demo.Coordinator, "/groupements/nouveau", "titre=Bois", 422}},
	"/groupements/{n}/adherer":                      {{demo.Waiting, "/groupements/{books}/adherer", "", 403}},
	"/groupements/{n}/retirer":                      {{demo.Done, "/groupements/{books}/retirer", "", 403}},
	"/groupements/{n}/besoins/{lot}":                {{demo.Nothing, "/groupements/{books}/besoins/5", "q.1=beaucoup&q.2=-1&q.4=1,25", 422}, {demo.Done, "/groupements/{books}/besoins/1", "q.1=12", 403}, {demo.Begun, "/groupements/{books}/besoins/3", "q.1=12", 409}},
	"/groupements/{n}/besoins/{lot}/aucun":          {{demo.Done, "/groupements/{books}/besoins/1/aucun", "", 403}},
	"/groupements/{n}/besoins/{lot}/rouvrir":        {{demo.Begun, "/groupements/{past}/besoins/1/rouvrir", "", 403}},
	"/groupements/{n}/adhesions":                    {{demo.Coordinator, "/groupements/{books}/adhesions", "acte=accepter", 422}, {demo.Coordinator, "/groupements/{books}/adhesions", "acte=refuser&membres={school}", 422}},
	"/groupements/{n}/adhesions/{ref}/retirer":      {{demo.Coordinator, "/groupements/{books}/adhesions/{member}/retirer", "", 422}},
	"/groupements/{n}/adhesions/autorisation":       {{demo.Coordinator, "/groupements/{books}/adhesions/autorisation", "etablissement={school}", 409}},
	"/groupements/{n}/modifier":                     {{demo.Coordinator, "/groupements/{cleaning}/modifier", "version={drafted}", 422}, {demo.Coordinator, "/groupements/{cleaning}/modifier", "titre=Savon", 409}},
	"/groupements/{n}/lots/nouveau":                 {{demo.Coordinator, "/groupements/{cleaning}/lots/nouveau", "article.1=Savon&article.2=Brosse&unite.3=pièces&decimales.4=9&lignes=5", 422}},
	"/groupements/{n}/imports/nouveau":              {{demo.Coordinator, "/groupements/{cleaning}/imports/nouveau", "sorte=lots", 422}},
	"/groupements/{n}/imports/{import}/ecriture":    {{demo.Coordinator, "/groupements/{cleaning}/imports/{lots}/ecriture", "version=77", 409}},
	"/groupements/{n}/imports/{import}/comparaison": {{demo.Coordinator, "/groupements/{cleaning}/imports/{lots}/comparaison", "version=77", 409}},
	"/groupements/{n}/imports/{import}/arret":       {{demo.Coordinator, "/groupements/{cleaning}/imports/{lots}/arret", "version=77", 409}},
	"/groupements/{n}/imports/{import}/abandon":     {{demo.Coordinator, "/groupements/{cleaning}/imports/{lots}/abandon", "version=77", 409}},
	"/groupements/{n}/lots/{lot}":                   {{demo.Coordinator, "/groupements/{cleaning}/lots/1", "version={drafted}&lignes=5&article.1=Savon", 422}, {demo.Coordinator, "/groupements/{cleaning}/lots/1", "", 409}},
	"/groupements/{n}/lots/{lot}/supprimer":         {{demo.Coordinator, "/groupements/{cleaning}/lots/1/supprimer", "", 409}},
	"/groupements/{n}/documents/nouveau":            {{demo.Coordinator, "/groupements/{books}/documents/nouveau", "acces=tous", 422}},
	"/groupements/{n}/documents/{doc}/modifier":     {{demo.Coordinator, "/groupements/{books}/documents/1/modifier", "version=2&acces=tous", 422}, {demo.Coordinator, "/groupements/{books}/documents/1/modifier", "version=1&titre=Autre&nature=notice", 409}},
	"/groupements/{n}/documents/{doc}/retirer":      {{demo.Coordinator, "/groupements/{books}/documents/1/retirer", "version=1", 409}},
	"/groupements/{n}/ouvrir":                       {{demo.Coordinator, "/groupements/{ink}/ouvrir", "", 403}},
	"/groupements/{n}/abandonner":                   {{demo.Coordinator, "/groupements/{ink}/abandonner", "", 403}},
	"/groupements/{n}/coordonnateurs":               {{demo.Coordinator, "/groupements/{books}/coordonnateurs", "", 422}, {demo.Coordinator, "/groupements/{books}/coordonnateurs", "email=x&prenom=Anne&nom=Le+Bihan", 422}},
}

// post is a form, who sends it, and the answer's status.
type post struct {
	who        demo.Role
	at, fields string
	status     int
}

// taken are the POST routes that never refuse who may send them anything at all.
var taken = map[string]bool{
	"/deconnexion": true, "/compte/securite/sessions": true, "/compte/securite/autres-sessions": true, "/compte/notifications": true, "/compte/donnees/export": true,
	"/groupements/{n}/consolidation/matrice": true, // to coordinators
}
