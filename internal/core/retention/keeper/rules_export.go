package keeper

import (
	"time"

	"preau/internal/core/retention/msg"
	"preau/internal/kit/apperr"
	"preau/internal/kit/i18n"
	"preau/internal/kit/workflow"
)

// ExportState is where an export stands.
type ExportState string

// The states of an export.
const (
	Asked ExportState = "asked" // being prepared
	Ready ExportState = "ready"
	Gone  ExportState = "gone" // its time is over, or another took its place
)

// ExportAct is what can be done with an export.
type ExportAct string

// The acts.
const (
	Finish  ExportAct = "finish"
	Take    ExportAct = "take"    // download
	Replace ExportAct = "replace" // by a new one
	End     ExportAct = "end"
)

// ExportRole is a relation to one export. It is nobody's but the person's it is about, administrators included.
type ExportRole string

// The relations.
const (
	Owner   ExportRole = "owner"
	Program ExportRole = "program"
)

const (
	// exportLife is how long an export can be downloaded.
	exportLife = 48 * time.Hour
	// patience is how long the preparation may take before the person may begin anew.
	patience = time.Hour
)

// exportMoves is the whole of what may become of an export.
var exportMoves = workflow.Table[ExportState, ExportAct, ExportRole, Export]{
	Object: "retention-export",
	States: []ExportState{Asked, Ready, Gone},
	Roles:  []ExportRole{Owner, Program},
	Rows: []workflow.Row[ExportState, ExportAct, ExportRole, Export]{
		{Do: Finish, From: []ExportState{Asked}, To: Ready, By: []ExportRole{Program}},
		{Do: Take, From: []ExportState{Ready}, By: []ExportRole{Owner}, If: []workflow.Guard[Export]{inTime}},
		{Do: Replace, From: []ExportState{Asked}, To: Gone, By: []ExportRole{Owner}, If: []workflow.Guard[Export]{stuck}},
		{Do: Replace, From: []ExportState{Ready}, To: Gone, By: []ExportRole{Owner}},
		{Do: End, From: []ExportState{Asked, Ready}, To: Gone, By: []ExportRole{Program}},
	},
	NotYours: func(ExportAct, Export) apperr.Reason { return notNow },
	NotNow:   func(ExportAct, ExportState, Export) apperr.Reason { return notNow },
}

var notNow = apperr.Reason{Code: "retention.export_over", Kind: apperr.Never, Text: i18n.M(msg.WhyExportOver)}

var inTime = workflow.Guard[Export]{Name: "within 48 hours", Why: func(e Export) *apperr.Reason {
	if e.At.Before(e.ExpiresAt) {
		return nil
	}
	return &notNow
}}

var stuck = workflow.Guard[Export]{Name: "for an hour in preparation", Why: func(e Export) *apperr.Reason {
	if e.At.Sub(e.AskedAt) >= patience {
		return nil
	}
	return &apperr.Reason{Code: "retention.export_waits", Kind: apperr.Date, Since: e.AskedAt, Text: i18n.M(msg.WhyExportWaits)}
}}

// ExportRules give the table to the documentation.
func ExportRules() (matrix, diagram string) { return exportMoves.Matrix(), exportMoves.Diagram() }

// Reasons are the sentences of this room's reasons without their particulars, by code.
func Reasons() map[string]i18n.Key {
	return map[string]i18n.Key{"retention.export_over": msg.WhyExportOver, "retention.export_waits": msg.WhyExportWaits}
}
