package db

import (
	"database/sql"
	"fmt"
	"reflect"
	"time"
)

// destinations makes scanners of a row's destinations.
func destinations(to []any) []any {
	cells, out := make([]cell, len(to)), make([]any, len(to))
	for i, x := range to {
		cells[i].to = x
		out[i] = &cells[i]
	}
	return out
}

// cell is one destination.
type cell struct{ to any }

// Scan puts what the driver read into the destination.
func (c *cell) Scan(src any) error {
	switch to := c.to.(type) {
	case *string: // the usual ones, without reflection
		if s, ok := src.(string); ok {
			*to = s
			return nil
		}
	case *int64:
		if n, ok := src.(int64); ok {
			*to = n
			return nil
		}
	case *int:
		if n, ok := src.(int64); ok {
			*to = int(n)
			return nil
		}
	case *time.Time:
		return scanInstant(to, src)
	case sql.Scanner:
		return to.Scan(src)
	}
	p := reflect.ValueOf(c.to)
	if p.Kind() != reflect.Pointer || p.IsNil() {
		return fmt.Errorf("the destination %T is no pointer", c.to)
	}
	return assign(p.Elem(), src)
}

func scanInstant(to *time.Time, src any) error {
	switch src := src.(type) {
	case nil:
		*to = time.Time{}
	case int64:
		*to = time.UnixMicro(src).UTC()
	default:
		return fmt.Errorf("%T is no instant (instants are BIGINT microseconds)", src)
	}
	return nil
}

// assign is strict, so that a wrong column type shows on both engines: sum() of PostgreSQL is no BIGINT without a CAST.
func assign(to reflect.Value, src any) error {
	if src == nil {
		to.SetZero()
		return nil
	}
	switch to.Kind() {
	case reflect.Pointer:
		to.Set(reflect.New(to.Type().Elem()))
		return (&cell{to: to.Interface()}).Scan(src)
	case reflect.String:
		if s, ok := textOf(src); ok {
			to.SetString(s)
			return nil
		}
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if n, ok := src.(int64); ok && !to.OverflowInt(n) {
			to.SetInt(n)
			return nil
		}
	case reflect.Bool:
		if b, ok := boolOf(src); ok {
			to.SetBool(b)
			return nil
		}
	case reflect.Float32, reflect.Float64:
		if f, ok := floatOf(src); ok {
			to.SetFloat(f)
			return nil
		}
	case reflect.Slice:
		if s, ok := textOf(src); ok && to.Type().Elem().Kind() == reflect.Uint8 {
			to.SetBytes([]byte(s))
			return nil
		}
	}
	return fmt.Errorf("a %T of the database does not fit a %s", src, to.Type())
}

func textOf(src any) (string, bool) {
	switch s := src.(type) {
	case string:
		return s, true
	case []byte:
		return string(s), true
	}
	return "", false
}

func boolOf(src any) (bool, bool) {
	switch s := src.(type) {
	case bool:
		return s, true
	case int64: // an expression of SQLite
		return s != 0, s == 0 || s == 1
	}
	return false, false
}

func floatOf(src any) (float64, bool) {
	switch s := src.(type) {
	case float64:
		return s, true
	case int64:
		return float64(s), true
	}
	return 0, false
}
