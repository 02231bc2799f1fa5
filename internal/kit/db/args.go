package db

import (
	"database/sql/driver"
	"encoding/json"
	"reflect"
	"time"
)

// arguments turns values into what both drivers take alike: instants into microseconds, named types into plain ones.
func arguments(args []any) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = argument(a)
	}
	return out
}

func argument(a any) any {
	switch a := a.(type) {
	case nil, string, int64, bool, float64:
		return a
	case time.Time:
		if a.IsZero() {
			return nil
		}
		return a.UnixMicro()
	case json.RawMessage: // is text in the tables
		if a == nil {
			return nil
		}
		return string(a)
	case driver.Valuer:
		return a
	}
	return plain(reflect.ValueOf(a))
}

func plain(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			return nil
		}
		return argument(v.Elem().Interface())
	case reflect.String:
		return v.String()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return v.Int()
	case reflect.Uint8, reflect.Uint16, reflect.Uint32:
		return int64(v.Uint()) //nolint:gosec // at most 32 bits
	case reflect.Bool:
		return v.Bool()
	case reflect.Float32, reflect.Float64:
		return v.Float()
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			if v.IsNil() {
				return nil
			}
			return v.Bytes()
		}
	}
	return v.Interface() // the driver says what is wrong with it
}
