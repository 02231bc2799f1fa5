package instance

import (
	"preau/internal/core/instance/msg"
	"preau/internal/core/retention"
)

// Holdings are what this room knows of people.
func Holdings() []retention.Holding {
	return []retention.Holding{{
		Table: "instance_settings", What: msg.DataSettings, Why: msg.DataSettingsWhy, Stays: msg.DataSettingsStays, Personal: []string{"data", "updated_by"},
	}}
}
