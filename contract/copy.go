package contract

import "reflect"

// Copy returns a plan that shares nothing with p that could be changed.
func (p Plan) Copy() Plan {
	deepen(reflect.ValueOf(&p).Elem())
	return p
}

// deepen gives v maps, slices and pointers of its own, in place of those it shares. What
// cannot be reached from outside does not change, and stays.
func deepen(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for _, f := range v.Fields() {
			if f.CanSet() {
				deepen(f)
			}
		}
	case reflect.Slice:
		if v.IsNil() {
			return
		}
		own := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(own, v)
		for i := range own.Len() {
			deepen(own.Index(i))
		}
		v.Set(own)
	case reflect.Map:
		if v.IsNil() {
			return
		}
		own := reflect.MakeMapWithSize(v.Type(), v.Len())
		for key, value := range v.Seq2() {
			inner := reflect.New(v.Type().Elem()).Elem()
			inner.Set(value)
			deepen(inner)
			own.SetMapIndex(key, inner)
		}
		v.Set(own)
	case reflect.Pointer:
		if v.IsNil() {
			return
		}
		own := reflect.New(v.Type().Elem())
		own.Elem().Set(v.Elem())
		deepen(own.Elem())
		v.Set(own)
	}
}
