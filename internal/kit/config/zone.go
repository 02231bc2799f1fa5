package config

import (
	"errors"
	"time"
	_ "time/tzdata" // the zones, for machines that have none
)

// Zone is a time zone by its name: Europe/Paris, Europe/Brussels. Its zero value is UTC.
type Zone struct{ loc *time.Location }

var errLocal = errors.New("name the zone, such as Europe/Paris: the machine's own may change")

// UnmarshalText reads the name.
func (z *Zone) UnmarshalText(b []byte) error {
	if string(b) == "Local" {
		return errLocal
	}
	loc, err := time.LoadLocation(string(b))
	if err != nil {
		return err
	}
	z.loc = loc
	return nil
}

// Location is the zone as the standard library knows it.
func (z Zone) Location() *time.Location {
	if z.loc == nil {
		return time.UTC
	}
	return z.loc
}

// String is the zone's name.
func (z Zone) String() string { return z.Location().String() }
