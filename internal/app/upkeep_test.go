package app_test

import (
	"testing"

	"preau/internal/core/upkeep/upkeepweb"
)

// Each kind of job has a name that people can read.
func TestJobsAreNamed(t *testing.T) {
	t.Parallel()
	h := newTown(t).house(t)
	kinds := map[string]bool{}
	for _, k := range h.a.Queue.Kinds() {
		kinds[k] = true
		if _, ok := upkeepweb.Labels[k]; !ok {
			t.Errorf("the job %q has no name", k)
		}
	}
	for k := range upkeepweb.Labels {
		if !kinds[k] {
			t.Errorf("%q names no job", k)
		}
	}
}

// A job that failed to the end is in front of the administrator, who does it again or drops it, once.
func TestFailedJobs(t *testing.T) {
	t.Parallel()
	w := newTown(t)
	h := w.house(t)
	c := w.as(h, admin)
	c.Get("/").WantStatus(200).Want("Une tâche a échoué", "Voir les tâches")
	p := c.Get("/administration/taches").WantStatus(200).WantSound().Want("Entretien de la base", "disk full", "5 essais")
	drop := p.Click("Abandonner").WantStatus(200).WantSound().Want("Abandonner cette tâche ?").Form("Abandonner")
	p.Press("Relancer").WantStatus(200).Want("La tâche est relancée", "Rien n'a échoué")
	drop.Submit().WantStatus(409).Want("n'est plus en échec")
	if n := h.one(`SELECT CAST(count(*) AS TEXT) FROM jobs_queue WHERE id = $1 AND state = 'waiting'`, w.ids["dead job"]); n != "1" {
		t.Errorf("%s waiting jobs", n)
	}
	h.run(`UPDATE jobs_queue SET state = 'dead', failed_at = run_at WHERE id = $1`, w.ids["dead job"])
	c.Get("/administration/taches/" + w.ids["dead job"] + "/abandon").Press("Abandonner").WantStatus(200).Want("La tâche est abandonnée")
	if n := h.one(`SELECT CAST(count(*) AS TEXT) FROM jobs_queue WHERE id = $1`, w.ids["dead job"]); n != "0" {
		t.Errorf("%s jobs after it was dropped", n)
	}
	if n := h.one(`SELECT CAST(count(*) AS TEXT) FROM history_lines WHERE object_kind = 'job'`); n != "2" {
		t.Errorf("%s lines of history", n)
	}
}
