package strict

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// MaxBytes is the longest document that is read, and MaxDepth how deep one may nest.
const (
	MaxBytes = 16 << 20
	MaxDepth = 64
)

// Unmarshal reads the JSON document data into v, a non-nil pointer. Beyond what
// encoding/json checks it refuses over-long and over-deep input, invalid UTF-8, an escape
// that is one half of a character ("\ud800", which encoding/json replaces), unknown fields, keys that differ from the field's in case, keys given twice, null
// for what cannot be nil, and anything after the value; and it goes on after a fault,
// so that the [*Error] lists all of them, each with its path.
//
// It reads structs with json tags, slices, maps, pointers, strings, booleans,
// integers, and whatever implements [json.Unmarshaler] or [encoding.TextUnmarshaler]
// (from strings only); into an empty interface it reads anything, numbers as [json.Number].
// It has no floats: amounts are strings.
func Unmarshal(data []byte, v any, what string) error {
	return UnmarshalLong(data, v, what, MaxBytes)
}

// UnmarshalLong is [Unmarshal] of a document that may have another length.
func UnmarshalLong(data []byte, v any, what string, most int) error {
	var fs Faults
	switch {
	case len(data) > most:
		fs.Add("", "too_long", "%d bytes of JSON, more than %d", len(data), most)
	case !utf8.Valid(data):
		fs.Add("", "not_utf8", "not valid UTF-8")
	case half(data) >= 0:
		at := half(data)
		fs.Add("", "not_utf8", "%s at byte %d is one half of a character", data[at:at+6], at)
	default:
		d := decoder{json.NewDecoder(bytes.NewReader(data)), &fs}
		d.dec.UseNumber()
		err := d.value(reflect.ValueOf(v).Elem(), "", 0)
		if err == nil {
			if _, more := d.dec.Token(); more != io.EOF {
				err = errors.New("something follows the JSON value")
			}
		}
		switch {
		case err == errDeep:
			fs.Add("", "too_deep", "%v", err)
		case err != nil:
			fs.Add("", "not_json", "%s", notJSON(err))
		}
	}
	return fs.Err(what)
}

// half returns where the first escape is that is one half of a surrogate pair, -1 if none.
func half(data []byte) int {
	unit := func(i int) rune {
		if i+6 > len(data) || data[i] != '\\' || data[i+1] != 'u' {
			return 0
		}
		n, err := strconv.ParseUint(string(data[i+2:i+6]), 16, 16)
		if err != nil {
			return 0
		}
		return rune(n)
	}
	for i := bytes.IndexByte(data, '\\'); i >= 0 && i < len(data); i++ {
		switch {
		case data[i] != '\\':
		case !utf16.IsSurrogate(unit(i)):
			i++ // what is escaped: a backslash among others
		case utf16.DecodeRune(unit(i), unit(i+6)) == unicode.ReplacementChar:
			return i
		default:
			i += 11
		}
	}
	return -1
}

var errDeep = fmt.Errorf("nested more than %d deep", MaxDepth)

func notJSON(err error) string {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return "the JSON ends in the middle"
	}
	return err.Error()
}

// A decoder walks the document and the Go value together. The error of its methods
// means that the document is not JSON and the walk is over; faults of meaning are
// noted, and the walk goes on.
type decoder struct {
	dec *json.Decoder
	fs  *Faults
}

var (
	jsonType = reflect.TypeFor[json.Unmarshaler]()
	textType = reflect.TypeFor[encoding.TextUnmarshaler]()
)

func (d *decoder) value(v reflect.Value, path string, depth int) error {
	if depth > MaxDepth {
		return errDeep
	}
	ptr := v.Addr()
	if ptr.Type().Implements(jsonType) {
		var raw json.RawMessage
		if err := d.dec.Decode(&raw); err != nil {
			return err
		}
		d.fs.Join(path, "invalid", ptr.Interface().(json.Unmarshaler).UnmarshalJSON(raw))
		return nil
	}
	tok, err := d.dec.Token()
	if err != nil {
		return err
	}
	if ptr.Type().Implements(textType) {
		s, ok := tok.(string)
		if !ok {
			return d.wrong(tok, path, "a string", depth)
		}
		d.fs.Join(path, "invalid", ptr.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)))
		return nil
	}
	switch v.Kind() {
	case reflect.Pointer:
		return d.pointer(tok, v, path, depth)
	case reflect.Struct, reflect.Map:
		if tok != json.Delim('{') {
			return d.wrong(tok, path, "an object", depth)
		}
		return d.object(v, path, depth)
	case reflect.Slice:
		if tok != json.Delim('[') {
			return d.wrong(tok, path, "a list", depth)
		}
		return d.list(v, path, depth)
	case reflect.Interface:
		return d.anything(tok, v, path, depth)
	}
	return d.scalar(tok, v, path, depth)
}

// anything reads whatever stands there, as encoding/json does: maps, lists, strings,
// booleans, nil, and numbers as they are written.
func (d *decoder) anything(tok json.Token, v reflect.Value, path string, depth int) error {
	switch tok {
	case nil:
		return nil
	case json.Delim('{'):
		m := reflect.New(reflect.TypeFor[map[string]any]()).Elem()
		err := d.object(m, path, depth)
		v.Set(m)
		return err
	case json.Delim('['):
		l := reflect.New(reflect.TypeFor[[]any]()).Elem()
		err := d.list(l, path, depth)
		v.Set(l)
		return err
	}
	v.Set(reflect.ValueOf(tok))
	return nil
}

// pointer reads into a pointer to a scalar or a struct: the one way to tell "not given"
// from zero.
func (d *decoder) pointer(tok json.Token, v reflect.Value, path string, depth int) error {
	p := reflect.New(v.Type().Elem())
	v.Set(p)
	if p.Elem().Kind() == reflect.Struct && !p.Type().Implements(textType) {
		if tok != json.Delim('{') {
			return d.wrong(tok, path, "an object", depth)
		}
		return d.object(p.Elem(), path, depth)
	}
	if p.Type().Implements(textType) {
		s, ok := tok.(string)
		if !ok {
			return d.wrong(tok, path, "a string", depth)
		}
		d.fs.Join(path, "invalid", p.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(s)))
		return nil
	}
	return d.scalar(tok, p.Elem(), path, depth)
}

func (d *decoder) scalar(tok json.Token, v reflect.Value, path string, depth int) error {
	switch v.Kind() {
	case reflect.String:
		s, ok := tok.(string)
		if !ok {
			return d.wrong(tok, path, "a string", depth)
		}
		v.SetString(s)
	case reflect.Bool:
		b, ok := tok.(bool)
		if !ok {
			return d.wrong(tok, path, "true or false", depth)
		}
		v.SetBool(b)
	case reflect.Int, reflect.Int64, reflect.Int32, reflect.Int16, reflect.Int8:
		n, ok := tok.(json.Number)
		if !ok {
			return d.wrong(tok, path, "a whole number", depth)
		}
		i, err := n.Int64()
		if err != nil || v.OverflowInt(i) {
			d.fs.Add(path, "wrong_type", "want a whole number in range, not %.40s", string(n))
			return nil
		}
		v.SetInt(i)
	default:
		panic("strict: cannot decode into " + v.Type().String()) // a type of ours, not data
	}
	return nil
}

// object reads the members of an object whose brace has been read.
func (d *decoder) object(v reflect.Value, path string, depth int) error {
	seen := map[string]bool{}
	if v.Kind() == reflect.Map {
		v.Set(reflect.MakeMap(v.Type()))
	}
	for d.dec.More() {
		tok, err := d.dec.Token()
		if err != nil {
			return err
		}
		key := tok.(string)
		at := Key(path, key)
		if seen[key] {
			d.fs.Add(at, "duplicate_key", "given twice")
			if err := d.skip(depth + 1); err != nil {
				return err
			}
			continue
		}
		seen[key] = true
		if v.Kind() == reflect.Map {
			err = d.entry(v, key, at, depth)
		} else if f, ok := field(v, key, at, d.fs); ok {
			err = d.value(f, at, depth+1)
		} else {
			err = d.skip(depth + 1)
		}
		if err != nil {
			return err
		}
	}
	_, err := d.dec.Token()
	return err
}

// entry reads one value of a map. Keys are strings or read themselves from text.
func (d *decoder) entry(m reflect.Value, key, at string, depth int) error {
	k := reflect.New(m.Type().Key())
	if k.Type().Implements(textType) {
		d.fs.Join(at, "invalid", k.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(key)))
	} else {
		k.Elem().SetString(key)
	}
	e := reflect.New(m.Type().Elem()).Elem()
	if err := d.value(e, at, depth+1); err != nil {
		return err
	}
	m.SetMapIndex(k.Elem(), e)
	return nil
}

// field finds the field of struct v with the json name key.
func field(v reflect.Value, key, at string, fs *Faults) (reflect.Value, bool) {
	near := ""
	for sf, f := range v.Fields() {
		name, _, _ := strings.Cut(sf.Tag.Get("json"), ",")
		switch {
		case name == "" || name == "-":
		case name == key:
			return f, true
		case strings.EqualFold(name, key):
			near = name
		}
	}
	if near != "" {
		fs.Add(at, "unknown_field", "unknown field; did you mean %q?", near)
	} else {
		fs.Add(at, "unknown_field", "unknown field")
	}
	return reflect.Value{}, false
}

// list reads the elements of a list whose bracket has been read.
func (d *decoder) list(v reflect.Value, path string, depth int) error {
	v.Set(reflect.MakeSlice(v.Type(), 0, 0))
	for i := 0; d.dec.More(); i++ {
		e := reflect.New(v.Type().Elem()).Elem()
		if err := d.value(e, At(path, i), depth+1); err != nil {
			return err
		}
		v.Set(reflect.Append(v, e))
	}
	_, err := d.dec.Token()
	return err
}

// wrong notes that the value begun by tok is of another kind than wanted, and passes over it.
func (d *decoder) wrong(tok json.Token, path, want string, depth int) error {
	d.fs.Add(path, "wrong_type", "want %s, not %s", want, kind(tok))
	if _, open := tok.(json.Delim); !open {
		return nil
	}
	for d.dec.More() {
		if tok == json.Delim('{') {
			if _, err := d.dec.Token(); err != nil {
				return err
			}
		}
		if err := d.skip(depth + 1); err != nil {
			return err
		}
	}
	_, err := d.dec.Token()
	return err
}

// skip passes over one value.
func (d *decoder) skip(depth int) error {
	if depth > MaxDepth {
		return errDeep
	}
	var raw json.RawMessage
	return d.dec.Decode(&raw)
}

func kind(tok json.Token) string {
	switch t := tok.(type) {
	case json.Delim:
		if t == '{' {
			return "an object"
		}
		return "a list"
	case string:
		return "a string"
	case json.Number:
		return "a number"
	case bool:
		return "true or false"
	}
	return "null"
}

// Marshal encodes v as encoding/json does, but leaves <, > and & as they are: conditions
// are full of them, and people read the documents.
func Marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}
