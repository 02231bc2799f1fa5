package main

import (
	"bufio"
	"cmp"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"preau/internal/core/org"
	"preau/internal/core/registers"
)

// organisations makes the sample of establishments: no names of people, no mail addresses.
func organisations(from, to string) error {
	french, err := annuaire(filepath.Join(from, "annuaire-education-extrait.csv"))
	if err != nil {
		return err
	}
	head := "uai\tkind\tname\tnature\tsector\taddress\tcomplement\tpostal_code\tcommune\tcommune_code\tphone\tsiret\tparent_uai"
	if err := writeTSV(filepath.Join(to, "annuaire.tsv"), head, french); err != nil {
		return err
	}
	belgian, err := fase(filepath.Join(from, "ecoles-fwb.json"))
	if err != nil {
		return err
	}
	head = "fase\tname\tnature\tsector\taddress\tcommune"
	return writeTSV(filepath.Join(to, "fase.tsv"), head, belgian)
}

// annuaire reads the extract of the French directory (UTF-8 with a byte order mark, semicolons) and gives its open
// establishments by UAI, those that others belong to first.
func annuaire(path string) ([][]string, error) {
	records, err := readCSV(path)
	if err != nil {
		return nil, err
	}
	byName, byUAI := map[string]string{}, map[string]bool{}
	for _, r := range records {
		byName[r["Nom_etablissement"]] = r["Identifiant_de_l_etablissement"]
		byUAI[r["Identifiant_de_l_etablissement"]] = true
	}
	var rows [][]string
	for _, r := range records {
		if r["etat"] != "OUVERT" || r["Code_departement"] != "035" {
			continue
		}
		uai, fault := registers.ParseUAI(r["Identifiant_de_l_etablissement"])
		if !fault.OK() {
			return nil, fmt.Errorf("%s: %q is no UAI", path, r["Identifiant_de_l_etablissement"])
		}
		parent := byName[r["nom_circonscription"]]
		if mother := r["etablissement_mere"]; byUAI[mother] {
			parent = mother
		}
		phone, _ := registers.ParsePhone(r["Telephone"], registers.France)      // three have none
		siret, _ := registers.ParseSIRET(r["SIREN_SIRET"], registers.Options{}) // some have none
		rows = append(rows, []string{
			string(uai), string(kindOf(r["Type_etablissement"])), r["Nom_etablissement"], r["Type_etablissement"], r["Statut_public_prive"],
			r["Adresse_1"], r["Adresse_2"], r["Code postal"], r["Nom_commune"], r["Code_commune"], string(phone), string(siret), parent,
		})
	}
	slices.SortFunc(rows, func(a, b []string) int {
		return cmp.Or(cmp.Compare(min(len(a[12]), 1), min(len(b[12]), 1)), cmp.Compare(a[0], b[0]))
	})
	return rows, nil
}

// kindOf tells services of the administration from schools.
func kindOf(typ string) org.Kind {
	if typ == "Service Administratif" || typ == "Information et orientation" {
		return org.Agency
	}
	return org.School
}

func readCSV(path string) ([]map[string]string, error) {
	f, err := os.Open(path) //nolint:gosec // named by who runs this
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read
	text := bufio.NewReader(f)
	if mark, _ := text.Peek(3); string(mark) == "\ufeff" {
		if _, err := text.Discard(3); err != nil {
			return nil, err
		}
	}
	r := csv.NewReader(text)
	r.Comma, r.LazyQuotes = ';', true
	head, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	var out []map[string]string
	for {
		cells, err := r.Read()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		record := map[string]string{}
		for i, c := range cells {
			record[head[i]] = strings.TrimSpace(c)
		}
		out = append(out, record)
	}
}

// implantation is one site of the Belgian register.
type implantation struct {
	ID      string `json:"id"` // establishment/site
	Name    string `json:"name"`
	Address string `json:"address"`
	City    string `json:"city"`
	Network string `json:"network"`
	EndDate string `json:"endDate"`
	level   string
}

// perSort is how many establishments of each sort are kept: about 150 in all.
const perSort = 12

// fase reads the register of schools of Wallonia-Brussels and keeps some of each sort (level, network, one site or
// several), spread over the register, with all their sites. A row is a site; sites have their school's name.
func fase(path string) ([][]string, error) {
	schools, err := readFASE(path)
	if err != nil {
		return nil, err
	}
	sorts := map[string][]int{}
	for _, number := range slices.Sorted(maps.Keys(schools)) {
		sites := schools[number]
		several := "one"
		if len(sites) > 1 {
			several = "several"
		}
		sort := sites[0].level + sites[0].Network + several
		sorts[sort] = append(sorts[sort], number)
	}
	var kept []int
	for _, numbers := range sorts {
		n := min(perSort, len(numbers))
		for i := range n {
			kept = append(kept, numbers[i*len(numbers)/n])
		}
	}
	slices.Sort(kept)
	var rows [][]string
	for _, number := range kept {
		first := schools[number][0]
		for _, s := range schools[number] {
			rows = append(rows, []string{s.ID, first.Name, first.level, first.Network, s.Address, s.City})
		}
	}
	return rows, nil
}

// readFASE gives the open sites of each establishment, by site number; a site that teaches at both levels is one.
func readFASE(path string) (map[int][]implantation, error) {
	raw, err := os.ReadFile(path) //nolint:gosec // named by who runs this
	if err != nil {
		return nil, err
	}
	var levels map[string][]implantation
	if err := json.Unmarshal(raw, &levels); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	out := map[int][]implantation{}
	for _, level := range []struct{ key, name string }{{"primary", "Fondamental"}, {"secondary", "Secondaire"}} {
		for _, s := range levels[level.key] {
			id, fault := registers.ParseFASE(s.ID)
			if !fault.OK() {
				return nil, fmt.Errorf("%s: %q is no FASE number", path, s.ID)
			}
			number := schoolOf(string(id))
			known := slices.ContainsFunc(out[number], func(o implantation) bool { return o.ID == string(id) })
			if s.EndDate != "" || known {
				continue
			}
			s.ID, s.level = string(id), level.name
			out[number] = append(out[number], s)
		}
	}
	for _, sites := range out {
		slices.SortStableFunc(sites, func(a, b implantation) int { return cmp.Compare(siteOf(a.ID), siteOf(b.ID)) })
	}
	return out, nil
}

func schoolOf(id string) int {
	school, _ := registers.FASE(id).Parts()
	n, _ := strconv.Atoi(school) // FASE gives digits
	return n
}

func siteOf(id string) int {
	_, site := registers.FASE(id).Parts()
	n, _ := strconv.Atoi(site) // FASE gives digits
	return n
}
