package problem

import (
	"strings"
	"testing"

	"parksite/scoring"
)

// criteria of two columns, for problems whose fault lies elsewhere.
const two = `"criteria":[{"name":"a","direction":"max","weight":0.5},{"name":"b","direction":"min","weight":0.5}]`

// free is two without weights.
const free = `"criteria":[{"name":"a","direction":"max"},{"name":"b","direction":"min"}]`

// badInputs say what is refused, where and why.
var badInputs = []struct {
	name, json string
	field      string
	row, col   int
	reason     scoring.Reason
}{
	{"nothing", ``, "", -1, -1, scoring.ReasonSyntax},
	{"not JSON", `{"method":`, "", -1, -1, scoring.ReasonSyntax},
	{"a list", `[1]`, "", -1, -1, scoring.ReasonSyntax},
	{"null", `null`, "", -1, -1, scoring.ReasonSyntax},
	{"two objects", `{"method":"saw"} {}`, "", -1, -1, scoring.ReasonSyntax},
	{"a repeated key", `{"method":"saw","method":"wpm"}`, "method", -1, -1, scoring.ReasonDuplicate},
	{"a repeated inner key", `{"method":"saw",` + two + `,"matrix":[[1,2]],"params":{"v":1,"v":2}}`, "v", -1, -1, scoring.ReasonDuplicate},
	{"NUL in a name", `{"method":"saw","criteria":[{"name":"a\u0000","direction":"max","weight":1}],"matrix":[[1]]}`, "name", -1, -1, scoring.ReasonSyntax},
	{"text turned round", `{"method":"saw","criteria":[{"name":"a\u202eb","direction":"max","weight":1}],"matrix":[[1]]}`, "name", -1, -1, scoring.ReasonSyntax},
	{"half a surrogate pair", `{"method":"saw","criteria":[{"name":"a\ud800","direction":"max","weight":1}],"matrix":[[1]]}`, "name", -1, -1, scoring.ReasonSyntax},
	{"not UTF-8", "{\"method\":\"saw\",\"criteria\":[{\"name\":\"a\xff\",\"direction\":\"max\",\"weight\":1}],\"matrix\":[[1]]}", "name", -1, -1, scoring.ReasonSyntax},
	{"a hidden key", `{"method":"saw","pa\u200brams":{}}`, "method", -1, -1, scoring.ReasonSyntax},
	{"too deep", `{"method":"saw","params":` + strings.Repeat(`[`, 70) + strings.Repeat(`]`, 70) + `}`, "", -1, -1, scoring.ReasonTooLarge},
	{"unknown field", `{"method":"saw","matrx":[]}`, "matrx", -1, -1, scoring.ReasonSyntax},
	{"no method", `{"matrix":[[1]]}`, "method", -1, -1, scoring.ReasonUnknownMethod},
	{"unknown method", `{"method":"magic"}`, "method", -1, -1, scoring.ReasonUnknownMethod},
	{"unknown parameter", `{"method":"saw","params":{"lamda":1}}`, "params.lamda", -1, -1, scoring.ReasonSyntax},
	{"no matrix", `{"method":"topsis",` + two + `}`, "matrix", -1, -1, scoring.ReasonEmpty},
	{"empty matrix", `{"method":"topsis",` + two + `,"matrix":[]}`, "matrix", -1, -1, scoring.ReasonEmpty},
	{"empty row", `{"method":"topsis",` + two + `,"matrix":[[]]}`, "matrix", 0, -1, scoring.ReasonEmpty},
	{"unequal rows", `{"method":"topsis",` + two + `,"matrix":[[1,2],[3]]}`, "matrix", 1, -1, scoring.ReasonShape},
	{"too few criteria", `{"method":"topsis",` + two + `,"matrix":[[1,2,3]]}`, "matrix", 0, -1, scoring.ReasonShape},
	{"a text value", `{"method":"topsis",` + two + `,"matrix":[[1,2],[3,"4"]]}`, "matrix", 1, 1, scoring.ReasonSyntax},
	{"an infinite value", `{"method":"topsis",` + two + `,"matrix":[[1,2],[1e999,4]]}`, "matrix", 1, 0, scoring.ReasonNotFinite},
	{"a bare Infinity", `{"method":"topsis",` + two + `,"matrix":[[1,2],[-Infinity,4]]}`, "matrix", 1, 0, scoring.ReasonNotFinite},
	{"a bare NaN", `{"method":"topsis",` + two + `,"matrix":[[1,2],[3, NaN ]]}`, "matrix", 1, 1, scoring.ReasonNotFinite},
	{"an infinite weight in words", `{"method":"saw","criteria":[{"name":"a","direction":"max","weight":1},{"name":"b","direction":"max","weight":Infinity}],"matrix":[[1,2]]}`, "criteria.weight", -1, 1, scoring.ReasonNotFinite},
	{"an infinite parameter", `{"method":"vikor",` + two + `,"params":{"v":Infinity}}`, "params.v", -1, -1, scoring.ReasonNotFinite},
	{"an infinite judgement", `{"method":"ahp","params":{"pairwise":[[1,Infinity],[0,1]]}}`, "params.pairwise", 0, 1, scoring.ReasonNotFinite},
	{"another word", `{"method":"topsis",` + two + `,"matrix":[[1,nil]]}`, "", -1, -1, scoring.ReasonSyntax},
	{"unknown direction", `{"method":"topsis","criteria":[{"name":"a","direction":"up","weight":1}],"matrix":[[1]]}`, "criteria.direction", -1, 0, scoring.ReasonDirection},
	{"no direction", `{"method":"saw","criteria":[{"name":"a","direction":"max","weight":1},{"name":"b","weight":1}],"matrix":[[1,2]]}`, "criteria.direction", -1, 1, scoring.ReasonDirection},
	{"too many weights", `{"method":"saw",` + free + `,"matrix":[[1,2]],"params":{"weights":[1,2,3]}}`, "params.weights", -1, -1, scoring.ReasonShape},
	{"too many owa weights", `{"method":"owa","params":{"values":[1,2],"owa_weights":[1,2,3]}}`, "params.owa_weights", -1, -1, scoring.ReasonShape},
	{"a negative weight among parameters", `{"method":"saw",` + free + `,"matrix":[[1,2]],"params":{"weights":[1,-2]}}`, "params.weights", -1, 1, scoring.ReasonWeight},
	{"weights given twice", `{"method":"saw",` + two + `,"matrix":[[1,2]],"params":{"weights":[1,2]}}`, "params.weights", -1, -1, scoring.ReasonDuplicate},
	{"an interval of a weight above all", `{"method":"weight_stability","criteria":[{"name":"a","direction":"max","weight":1},{"name":"b","direction":"max","weight":3}],"matrix":[[1,2],[2,1]],"params":{"normalise_weights":false}}`, "criteria.weight", -1, 0, scoring.ReasonWeight},
	{"no weight", `{"method":"topsis","criteria":[{"name":"a","direction":"max","weight":1},{"name":"b","direction":"max","weight":null}],"matrix":[[1,2]]}`, "criteria.weight", -1, 1, scoring.ReasonWeight},
	{"a negative weight", `{"method":"vikor","criteria":[{"name":"a","direction":"max","weight":1},{"name":"b","direction":"max","weight":-0.1}],"matrix":[[1,2]]}`, "criteria.weight", -1, 1, scoring.ReasonWeight},
	{"weights of zero", `{"method":"saw","criteria":[{"name":"a","direction":"max","weight":0},{"name":"b","direction":"max","weight":0}],"matrix":[[1,2]]}`, "criteria.weight", -1, -1, scoring.ReasonWeight},
	{"an infinite weight", `{"method":"saw","criteria":[{"name":"a","direction":"max","weight":1e999}],"matrix":[[1]]}`, "criteria.weight", -1, 0, scoring.ReasonNotFinite},
	{"too few names", `{"method":"saw","alternatives":["x"],` + two + `,"matrix":[[1,2],[3,4]]}`, "alternatives", -1, -1, scoring.ReasonShape},
	{"a gap in TOPSIS", `{"method":"topsis",` + two + `,"matrix":[[1,2],[3,null]]}`, "matrix", 1, 1, scoring.ReasonMissing},
	{"a zero under a logarithm", `{"method":"wpm",` + two + `,"matrix":[[1,2],[0,4]]}`, "matrix", 1, 0, scoring.ReasonDomain},
	{"a zero cost in a ratio", `{"method":"waspas",` + two + `,"matrix":[[1,2],[3,0]]}`, "matrix", 1, 1, scoring.ReasonDomain},
	{"a zero in MEREC", `{"method":"merec",` + two + `,"matrix":[[1,2],[3,0]]}`, "matrix", 1, 1, scoring.ReasonDomain},
	{"a negative in entropy", `{"method":"entropy",` + two + `,"matrix":[[1,2],[3,-1]]}`, "matrix", 1, 1, scoring.ReasonDomain},
	{"a zero under a geometric mean", `{"method":"composite","criteria":[{"name":"a","direction":"max","weight":1,"parent":"I"}],"matrix":[[1],[2]],"params":{"aggregation":"gmean","tree":[{"name":"I","parent":null,"weight":1}]}}`, "tree.a", 0, 0, scoring.ReasonDomain},
	{"zero income", `{"method":"hdi","criteria":[{"name":"a","direction":"max"},{"name":"b","direction":"max"},{"name":"c","direction":"max"},{"name":"d","direction":"max"}],"matrix":[[60,10,10,0]],"params":{"goalposts":[[20,85],[0,18],[0,15],[100,75000]],"log":[false,false,false,true]}}`, "matrix", 0, 3, scoring.ReasonDomain},
	{"not reciprocal", `{"method":"ahp","params":{"pairwise":[[1,2],[3,1]]}}`, "params.pairwise", 0, 1, scoring.ReasonReciprocal},
	{"a diagonal of two", `{"method":"ahp","params":{"pairwise":[[2,2],[0.5,1]]}}`, "params.pairwise", 0, 0, scoring.ReasonReciprocal},
	{"not square", `{"method":"ahp","params":{"pairwise":[[1,2,3],[0.5,1,2]]}}`, "params.pairwise", -1, -1, scoring.ReasonShape},
	{"a gap in judgements", `{"method":"ahp","params":{"pairwise":[[1,null],[0.5,1]]}}`, "params.pairwise", 0, 1, scoring.ReasonMissing},
	{"best is worst", `{"method":"bwm_linear","params":{"best_to_others":[1,2],"others_to_worst":[2,1],"best":0,"worst":0}}`, "params.worst", -1, -1, scoring.ReasonParameter},
	{"judgements that contradict", `{"method":"bwm_linear","params":{"best_to_others":[1,3],"others_to_worst":[2,1],"best":0,"worst":1}}`, "params.others_to_worst", -1, 0, scoring.ReasonReciprocal},
	{"lambda of two", `{"method":"waspas",` + two + `,"matrix":[[1,2],[3,4]],"params":{"lambda":2}}`, "params.lambda", -1, -1, scoring.ReasonParameter},
	{"v of two", `{"method":"vikor",` + two + `,"matrix":[[1,2],[3,4]],"params":{"v":2}}`, "params.v", -1, -1, scoring.ReasonParameter},
	{"an unknown preference", `{"method":"promethee",` + two + `,"matrix":[[1,2]],"params":{"preference":["usual","step"]}}`, "params.preference", -1, 1, scoring.ReasonUnknownKind},
	{"linear without p", `{"method":"promethee",` + two + `,"matrix":[[1,2]],"params":{"preference":["usual","linear"],"q":[0,1]}}`, "params.p", -1, 1, scoring.ReasonParameter},
	{"gaussian without sigma", `{"method":"promethee",` + two + `,"matrix":[[1,2]],"params":{"preference":["gaussian","usual"],"sigma":[null,1]}}`, "params.sigma", -1, 0, scoring.ReasonParameter},
	{"p below q", `{"method":"promethee",` + two + `,"matrix":[[1,2]],"params":{"preference":["linear","usual"],"q":[2,0],"p":[1,0]}}`, "params.preference", -1, 0, scoring.ReasonParameter},
	{"a cost of zero in COPRAS", `{"method":"copras",` + two + `,"matrix":[[1,2],[3,0]]}`, "matrix", 1, 1, scoring.ReasonDomain},
	{"rankings of unequal length", `{"method":"rank_agreement","params":{"rank_a":[1,2],"rank_b":[1,2,3]}}`, "params.rank_b", -1, -1, scoring.ReasonShape},
	{"a rank of nine in the second", `{"method":"rank_agreement","params":{"rank_a":[1,2],"rank_b":[1,9]}}`, "params.rank_b", -1, 1, scoring.ReasonParameter},
	{"a negative weight in a synthesis", `{"method":"ahp_synthesis","params":{"criteria_weights":[1,-1]}}`, "params.criteria_weights", -1, 1, scoring.ReasonWeight},
	{"a tree leaf that is no criterion", `{"method":"hierarchy",` + two + `,"matrix":[[1,2]],"params":{"tree":{"name":"i","weight":1,"children":[{"name":"zz","weight":1}]}}}`, "params.tree.zz", -1, -1, scoring.ReasonShape},
	{"a circle of parents", `{"method":"composite","criteria":[{"name":"a","direction":"max","weight":1,"parent":"I"}],"matrix":[[1]],"params":{"tree":[{"name":"I","parent":null,"weight":1},{"name":"X","parent":"Y","weight":1},{"name":"Y","parent":"X","weight":1}]}}`, "params.tree", -1, -1, scoring.ReasonShape},
	{"a rank of nine", `{"method":"kendall_w","params":{"rankings":[[1,2],[9,1]]}}`, "params.rankings", 1, 0, scoring.ReasonParameter},
}

func TestBadInput(t *testing.T) {
	for _, tt := range badInputs {
		t.Run(tt.name, func(t *testing.T) {
			_, err := evaluateJSON(t, []byte(tt.json))
			if err == nil {
				t.Fatal("no error")
			}
			in := wantInputError(t, err)
			if in.Field != tt.field || in.Row != tt.row || in.Col != tt.col || in.Reason != tt.reason {
				t.Errorf("field %q row %d column %d reason %s (%s)", in.Field, in.Row, in.Col, in.Reason, in)
			}
		})
	}
}

func TestUnknownMethodListsTheKnown(t *testing.T) {
	_, err := evaluateJSON(t, []byte(`{"method":"magic"}`))
	for _, name := range Methods() {
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%v does not list %s", err, name)
		}
	}
}
