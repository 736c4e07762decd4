package scoring

// methods lists every way Evaluate can score. Each works on normalised values
// (larger is better), so that two methods can be compared on the same footing.
// CODAS is not among them: its threshold lets a dominated alternative win
// (TestCODASBreaksDominance).
var methods = []Method{
	{
		Name: weightedSum, Source: "OECD and JRC, Handbook on Constructing Composite Indicators (2008)",
		Parameters: []string{"Floor"}, Compensatory: true, Additive: true, Independent: true, Shift: true,
	},
	{
		Name: "weightedProduct", Source: "E. Triantaphyllou, Multi-Criteria Decision Making Methods (2000)",
		Parameters: []string{"Floor"}, Compensatory: true, Independent: true, Positive: true, Scale: true,
		score: func(x Matrix, w []float64, r Recipe) (scored, error) {
			s, err := WeightedProduct(raised(x, r.Floor), w)
			return scored{score: s}, err
		},
	},
	{
		Name: "topsis", Source: "C. L. Hwang and K. Yoon, Multiple Attribute Decision Making (1981)",
		Parameters: []string{}, Compensatory: true,
		score: func(x Matrix, w []float64, _ Recipe) (scored, error) {
			t, err := TOPSIS(x, nil, w)
			return scored{score: t.Closeness}, err
		},
	},
	{
		Name: "vikor", Source: "S. Opricovic and G.-H. Tzeng, EJOR 156 (2004) 445–455",
		Parameters: []string{"V"}, Compensatory: false, Scale: true, Shift: true,
		score: func(x Matrix, w []float64, r Recipe) (scored, error) {
			v, err := VIKOR(x, nil, w, r.V)
			return scored{score: negated(v.Q)}, err
		},
	},
	{
		Name: "promethee2", Source: "J. P. Brans and P. Vincke, Management Science 31 (1985) 647–656",
		Parameters: []string{"Preferences"}, Compensatory: false, Additive: true, Shift: true,
		score: func(x Matrix, w []float64, r Recipe) (scored, error) {
			f, err := PROMETHEE(x, nil, w, r.Preferences)
			return scored{score: f.Net, base: f.Uni}, err
		},
	},
	{
		Name: "waspas", Source: "E. K. Zavadskas et al., Elektronika ir elektrotechnika 122 (2012) 3–6",
		Parameters: []string{"Lambda", "Floor"}, Compensatory: true, Independent: true, Positive: true,
		score: func(x Matrix, w []float64, r Recipe) (scored, error) {
			s, err := WASPAS(raised(x, r.Floor), w, r.Lambda)
			return scored{score: s.Score}, err
		},
	},
	{
		Name: "edas", Source: "M. Keshavarz Ghorabaee et al., Informatica 26 (2015) 435–451",
		Parameters: []string{}, Compensatory: true, Positive: true, Scale: true,
		score: func(x Matrix, w []float64, _ Recipe) (scored, error) {
			s, err := EDAS(x, nil, w)
			return scored{score: s.Score}, err
		},
	},
	{
		Name: "owa", Source: "R. R. Yager, IEEE Transactions SMC 18 (1988) 183–190",
		Parameters: []string{"OWA"}, Compensatory: true, Independent: true,
		score: scoreOWA,
	},
	{
		Name: "copras", Source: "E. K. Zavadskas, A. Kaklauskas and V. Sarka (1994)",
		Parameters: []string{}, Compensatory: true, Positive: true, Scale: true,
		score: func(x Matrix, w []float64, _ Recipe) (scored, error) {
			s, err := COPRAS(x, nil, w)
			return scored{score: s.Q}, err
		},
	},
	{
		Name: "marcos", Source: "Ž. Stević et al., Computers & Industrial Engineering 140 (2020) 106231",
		Parameters: []string{"Floor"}, Compensatory: true, Positive: true, Scale: true,
		score: func(x Matrix, w []float64, r Recipe) (scored, error) {
			s, err := MARCOS(raised(x, r.Floor), nil, w)
			return scored{score: s}, err
		},
	},
}

// raised returns x with values below floor at the floor.
func raised(x Matrix, floor float64) Matrix {
	if floor == 0 {
		return x
	}
	y := x.clone()
	for k, f := range y.v {
		y.v[k] = max(f, floor)
	}
	return y
}

// scoreOWA sets criteria weights aside: positions weigh. Without weights by
// position they are equal, which is the plain mean.
func scoreOWA(x Matrix, _ []float64, r Recipe) (scored, error) {
	w := r.OWA
	if w == nil {
		w = EqualWeights(x.n)
	}
	s := make([]float64, x.m)
	for i := range s {
		one, err := OWA(x.row(i), w)
		if err != nil {
			return scored{}, err
		}
		s[i] = one.Value
	}
	return scored{score: s}, nil
}
