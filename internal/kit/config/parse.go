package config

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/alecthomas/kong"
)

// helpFlag is kong's own flag, which sets nothing.
const helpFlag = "help"

// Parse fills grammar, a pointer to a struct with kong's tags, from args (without the program's name) and env: a flag
// wins over its variable, PREAU_ and the flag's name in capitals. The error holds every fault, one a line.
// A variable of a command that was not asked for is known, but not read.
func Parse(grammar any, args []string, env Environ, options ...kong.Option) (*kong.Context, error) {
	from := &source{env: env, values: map[string]string{}}
	k, err := kong.New(grammar, append(options, kong.Resolvers(from), kong.ValueFormatter(withVariable))...)
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	faults, err := from.read(k, args)
	if err != nil {
		return nil, err
	}
	ctx, err := k.Parse(args)
	if all := errors.Join(append(append(env.unknown(k), faults...), err)...); all != nil {
		return nil, all
	}
	return ctx, nil
}

// source gives kong the values of variables.
type source struct {
	env    Environ
	values map[string]string // by flag; those without fault
}

// Validate has nothing to say about the grammar.
func (s *source) Validate(*kong.Application) error { return nil }

// Resolve is the value of a flag that was not given.
func (s *source) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	if value, ok := s.values[flag.Name]; ok {
		return value, nil
	}
	return nil, nil
}

// read takes the variables of the command that args name, before kong does, which stops at the first fault.
func (s *source) read(k *kong.Kong, args []string) ([]error, error) {
	trace, err := kong.Trace(k, args)
	if err != nil {
		return nil, fmt.Errorf("settings: %w", err)
	}
	given := map[*kong.Flag]bool{}
	for _, p := range trace.Path {
		given[p.Flag] = true
	}
	var faults []error
	for _, p := range trace.Path {
		for _, flag := range p.Flags {
			if given[flag] || flag.Name == helpFlag {
				continue
			}
			if err := s.take(flag); err != nil {
				faults = append(faults, fmt.Errorf("%s: %w", variable(flag.Name), err))
			}
		}
	}
	return faults, nil
}

func (s *source) take(flag *kong.Flag) error {
	value, err := s.value(variable(flag.Name), flag)
	if err != nil || value == "" {
		return err
	}
	if err := probe(flag, value); err != nil {
		return err
	}
	s.values[flag.Name] = value
	return nil
}

var errBoth = errors.New("is set, and so is the variable with _FILE at its end: keep one")

func (s *source) value(name string, flag *kong.Flag) (string, error) {
	value, file := s.env[name], s.env[name+"_FILE"]
	switch {
	case file == "" || !isSecret(flag):
		return value, nil
	case value != "":
		return "", errBoth
	}
	return readSecret(file)
}

// probe decodes a value without keeping it, since kong would stop at the first that it cannot read.
func probe(flag *kong.Flag, value string) error {
	scan := kong.ScanFromTokens(kong.Token{Type: kong.FlagValueToken, Value: value})
	into := reflect.New(flag.Target.Type()).Elem()
	if err := flag.Mapper.Decode(&kong.DecodeContext{Value: flag.Value, Scan: scan}, into); err != nil {
		return err
	}
	if flag.Enum != "" && !flag.EnumMap()[value] {
		return fmt.Errorf("must be one of %s", strings.Join(flag.EnumSlice(), ", "))
	}
	return nil
}

// variable is the name of a flag's variable: mail-from is PREAU_MAIL_FROM.
func variable(flag string) string {
	return prefix + strings.ToUpper(strings.NewReplacer("-", "_", ".", "_").Replace(flag))
}

func isSecret(flag *kong.Flag) bool { return flag.Target.Type() == reflect.TypeFor[Secret]() }

// unknown refuses variables that set nothing: a misspelt one would leave a default where the operator thinks otherwise.
func (e Environ) unknown(k *kong.Kong) []error {
	known := map[string]bool{}
	_ = kong.Visit(k.Model, func(n kong.Visitable, next kong.Next) error { // our function returns no error
		if flag, ok := n.(*kong.Flag); ok && flag.Name != helpFlag {
			known[variable(flag.Name)] = true
			if isSecret(flag) {
				known[variable(flag.Name)+"_FILE"] = true
			}
		}
		return next(nil)
	})
	var out []error
	for _, name := range e.ours() {
		if !known[name] {
			out = append(out, fmt.Errorf("%s: no setting has this name%s", name, nearest(name, known)))
		}
	}
	return out
}

// nearest suggests the known name that begins most like a wrong one.
func nearest(name string, known map[string]bool) string {
	best, length := "", len(prefix)+1
	for k := range known {
		n := 0
		for n < len(k) && n < len(name) && k[n] == name[n] {
			n++
		}
		if n > length || (n == length && best != "" && k < best) {
			best, length = k, n
		}
	}
	if best == "" {
		return ""
	}
	return " (" + best + " has)"
}

// withVariable adds the variable's name to a flag's help.
func withVariable(v *kong.Value) string {
	help := kong.DefaultHelpValueFormatter(v)
	if v.Flag == nil || v.Flag.Name == helpFlag {
		return help
	}
	names := variable(v.Flag.Name)
	if isSecret(v.Flag) {
		names += ", " + names + "_FILE"
	}
	return strings.TrimSpace(help + " (" + names + ")")
}
