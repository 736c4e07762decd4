package problem

import (
	"encoding/json"
	"testing"
)

const plain = `"criteria":[{"name":"a","direction":"max","weight":0.5},{"name":"b","direction":"min","weight":0.5}],`

// edges hold the conventions of golden/README where no golden case shows them.
var edges = []struct{ name, json, want string }{
	{"saw, one alternative", `{"method":"saw",` + plain + `"matrix":[[3,4]]}`, `{"score":[0.5],"rank":[1]}`},
	{"saw, identical rows", `{"method":"saw",` + plain + `"matrix":[[3,4],[3,4],[3,4]]}`, `{"score":[0.5,0.5,0.5],"rank":[1,1,1]}`},
	{"saw, negative column", `{"method":"saw",` + plain + `"matrix":[[-3,-4],[-1,-8]]}`, `{"score":[0,1],"rank":[2,1]}`},
	{"saw, an empty row", `{"method":"saw",` + plain + `"matrix":[[1,2],[null,null],[3,1]]}`, `{"score":[0,null,1],"rank":[2,null,1],"coverage":[1,0,1],"lower_bound":[0,0,1],"upper_bound":[0,1,1]}`},
	{"saw, a gap", `{"method":"saw",` + plain + `"matrix":[[1,null],[3,5],[2,7]]}`, `{"score":[0,1,0.25],"rank":[3,1,2],"coverage":[0.5,1,1],"lower_bound":[0,1,0.25],"upper_bound":[0.5,1,0.25]}`},
	{"saw, nothing at all", `{"method":"saw",` + plain + `"matrix":[[null,null]]}`, `{"score":[null],"rank":[null]}`},
	{"saw, weights as printed and a gap", `{"method":"saw","criteria":[{"name":"a","direction":"max","weight":1},{"name":"b","direction":"max","weight":3}],"matrix":[[1,2],[2,null]],"params":{"normalise_weights":false}}`, `{"score":[1.5,4],"rank":[2,1],"coverage":[1,0.25],"lower_bound":[1.5,1],"upper_bound":[1.5,4]}`},
	{"saw, weights among the parameters", `{"method":"saw",` + free + `,"matrix":[[1,2],[2,3]],"params":{"weights":[3,1]}}`, `{"score":[0.25,0.75],"rank":[2,1]}`},
	{"wpm, a floor", `{"method":"wpm",` + plain + `"matrix":[[0,4],[9,1]],"params":{"normalisation":"none","floor":0.25}}`, `{"score":[1,3],"rank":[2,1]}`},
	{"wpm, a gap", `{"method":"wpm",` + plain + `"matrix":[[1,null],[4,5]]}`, `{"score":[0.25,1],"rank":[2,1]}`},
	{"waspas, an empty row", `{"method":"waspas",` + plain + `"matrix":[[2,5],[null,null]]}`, `{"wsm":[1,null],"wpm":[1,null],"score":[1,null],"rank":[1,null]}`},
	{"topsis, one alternative", `{"method":"topsis",` + plain + `"matrix":[[3,4]]}`, `{"closeness":[0.5],"d_plus":[0],"d_minus":[0],"rank":[1]}`},
	{"topsis, a zero column", `{"method":"topsis",` + plain + `"matrix":[[0,4],[0,2]]}`, `{"closeness":[0,1],"rank":[2,1]}`},
	{"topsis, an empty row", `{"method":"topsis",` + plain + `"matrix":[[1,4],[null,null],[3,2]]}`, `{"closeness":[0,null,1],"rank":[2,null,1]}`},
	{"topsis, huge and tiny", `{"method":"topsis",` + plain + `"matrix":[[1e300,1e-300],[5e299,3e-300]]}`, `{"closeness":[1,0],"rank":[1,2]}`},
	{"vikor, one alternative", `{"method":"vikor",` + plain + `"matrix":[[3,4]]}`, `{"S":[0],"R":[0],"Q":[0],"rank":[1],"compromise_set":[0],"acceptable_advantage":true,"acceptable_stability":true}`},
	{"vikor, identical rows", `{"method":"vikor",` + plain + `"matrix":[[3,4],[3,4]]}`, `{"Q":[0,0],"rank":[1,1],"compromise_set":[0,1]}`},
	{"vikor, a constant column", `{"method":"vikor",` + plain + `"matrix":[[3,4],[3,6]]}`, `{"S":[0,0.5],"R":[0,0.5],"Q":[0,1],"rank":[1,2],"compromise_set":[0]}`},
	{"promethee, one alternative", `{"method":"promethee",` + plain + `"matrix":[[3,4]]}`, `{"phi":[0],"phi_plus":[0],"phi_minus":[0],"rank":[1],"preference":[[0]]}`},
	{"promethee, identical rows", `{"method":"promethee",` + plain + `"matrix":[[3,4],[3,4]]}`, `{"phi":[0,0],"rank":[1,1]}`},
	{"promethee, names as the literature writes them", `{"method":"promethee",` + plain + `"matrix":[[3,4],[1,5]],"params":{"preference":["V-shape","U-Shape"],"q":[null,1],"p":[4,null]}}`, `{"phi":[0.25,-0.25]}`},
	{"edas, identical rows", `{"method":"edas",` + plain + `"matrix":[[3,4],[3,4]]}`, `{"sp":[0,0],"sn":[0,0],"score":[0.5,0.5],"rank":[1,1]}`},
	{"codas, one alternative", `{"method":"codas",` + plain + `"matrix":[[3,4]]}`, `{"score":[0],"rank":[1]}`},
	{"marcos, identical rows", `{"method":"marcos",` + plain + `"matrix":[[3,4],[3,4]]}`, `{"rank":[1,1]}`},
	{"copras, identical rows", `{"method":"copras",` + plain + `"matrix":[[3,4],[3,4]]}`, `{"q":[0.5,0.5],"utility":[1,1],"rank":[1,1]}`},
	{"electre, one alternative", `{"method":"electre1",` + plain + `"matrix":[[3,4]]}`, `{"concordance":[[null]],"discordance":[[null]],"outranks":[[false]],"kernel":[0]}`},
	{"entropy, one alternative", `{"method":"entropy",` + plain + `"matrix":[[3,4]]}`, `{"weights":[0.5,0.5],"entropy":[1,1]}`},
	{"entropy, a constant and a zero column", `{"method":"entropy","criteria":[{"name":"a","direction":"max"},{"name":"b","direction":"max"},{"name":"c","direction":"max"}],"matrix":[[3,0,1],[3,0,2]]}`, `{"weights":[0,0,1]}`},
	{"critic, a constant column", `{"method":"critic","criteria":[{"name":"a","direction":"max"},{"name":"b","direction":"max"},{"name":"c","direction":"max"}],"matrix":[[3,1,2],[3,2,1],[3,5,1]]}`, `{"std":[0,0.5204164998665332,0.5773502691896258]}`},
	{"critic, a constant beside one that varies", `{"method":"critic",` + plain + `"matrix":[[3,1],[3,2],[3,5]]}`, `{"weights":[0,1]}`},
	{"critic, a constant beside two of one mind", `{"method":"critic","criteria":[{"name":"a","direction":"max"},{"name":"b","direction":"max"},{"name":"c","direction":"max"}],"matrix":[[3,1,2],[3,2,4],[3,5,10]]}`, `{"weights":[0,0.5,0.5]}`},
	{"critic, all identical", `{"method":"critic",` + plain + `"matrix":[[3,4],[3,4]]}`, `{"weights":[0.5,0.5],"correlation_live":[],"std":[0,0],"information":[0,0]}`},
	{"critic, one alternative", `{"method":"critic",` + plain + `"matrix":[[3,4]]}`, `{"weights":[0.5,0.5]}`},
	{"merec, one alternative", `{"method":"merec",` + plain + `"matrix":[[3,4]]}`, `{"weights":[0.5,0.5],"removal_effects":[0,0]}`},
	{"std, all identical", `{"method":"std_weights",` + plain + `"matrix":[[3,4],[3,4]]}`, `{"weights":[0.5,0.5]}`},
	{"ahp, one criterion", `{"method":"ahp","params":{"pairwise":[[1]]}}`, `{"eigenvector":[1],"lambda_max":1,"ci":0,"ri":0,"cr":0,"geometric":[1],"gci":0}`},
	{"synthesis, the newcomer listed first", `{"method":"ahp_synthesis","params":{"alternatives_before":["A","B"],"alternatives_after":["N","A","B"],"criteria_weights":[1],"ratio_scores_before":[[3,1]],"ratio_scores_after":[[1,3,1]]}}`, `{"rank_before":[1,2],"rank_after":[2,1,2],"distributive_after":[0.2,0.6,0.2],"rank_reversed":false}`},
	{"bwm, two criteria", `{"method":"bwm_linear","params":{"best_to_others":[1,3],"others_to_worst":[3,1],"best":0,"worst":1}}`, `{"weights":[0.75,0.25],"ksi":0}`},
	{"bwm, all alike", `{"method":"bwm_nonlinear","params":{"best_to_others":[1,1],"others_to_worst":[1,1],"best":0,"worst":1}}`, `{"weights":[0.5,0.5],"xi":0,"consistency_index":0,"cr":0}`},
	{"owa, one value", `{"method":"owa","params":{"values":[0.3],"owa_weights":[2]}}`, `{"value":0.3,"orness":null,"dispersion":0}`},
	{"agreement, fully tied", `{"method":"rank_agreement","params":{"rank_a":[1,1,1],"rank_b":[1,2,3]}}`, `{"spearman":null,"kendall_tau_b":null,"rw":null,"ws":null}`},
	{"agreement, one alternative", `{"method":"rank_agreement","params":{"rank_a":[1],"rank_b":[1]}}`, `{"spearman":null,"kendall_tau_b":null,"rw":null,"ws":null}`},
	{"kendall w, fully tied", `{"method":"kendall_w","params":{"rankings":[[1,1],[1,1]]}}`, `{"w":null,"friedman_chi2":null}`},
	{"copeland, a gap in either order", `{"method":"rank_aggregation","params":{"rankings_by_alternative":[[1,null],[2,1],[null,null]]}}`, `{"copeland":[1,-1,null],"copeland_rank":[1,2,null],"borda_rank":[2,1,null]}`},
	{"normalisation, constant", `{"method":"normalisation","params":{"column":[4,4,null],"goalposts":[0,8],"target":4}}`, `{"minmax_max":[0.5,0.5,null],"minmax_min":[0.5,0.5,null],"zscore":[0,0,null],"rank_best_is_1_max":[1,1,null],"goalposts_0_8":[0.5,0.5,null],"distance_to_target_4":[1,1,null],"linear_ratio_max":[1,1,null],"borda_max":[0,0,null]}`},
	{"normalisation, zeros", `{"method":"normalisation","params":{"column":[0,0]}}`, `{"vector":[0,0],"minmax_max":[0.5,0.5],"linear_ratio_max":null,"sum":null}`},
	{"winsorise, constant", `{"method":"winsorise","params":{"column":[2,2,2,2,2]}}`, `{"skew_before":null,"kurtosis_before":null,"treated":[2,2,2,2,2],"points":0,"skew_after":null,"kurtosis_after":null}`},
	{"transfer, impossible", `{"method":"weight_transfer","criteria":[{"name":"a","direction":"max","weight":0.5},{"name":"b","direction":"max","weight":0.5}],"matrix":[[0.9,0.8],[0.3,0.2]]}`, `{"leader":0,"challenger":1,"transfer":null,"to_criterion":null,"moves":[]}`},
	{"transfer, a tie", `{"method":"weight_transfer","criteria":[{"name":"a","direction":"max","weight":0.5},{"name":"b","direction":"max","weight":0.5}],"matrix":[[0.9,0.1],[0.1,0.9]]}`, `{"leader":0,"challenger":1,"transfer":0,"moves":[]}`},
	{"transfer, one alternative", `{"method":"weight_transfer","criteria":[{"name":"a","direction":"max","weight":1}],"matrix":[[0.9]]}`, `{"leader":0,"challenger":null,"transfer":null}`},
	{"stability, identical rows", `{"method":"weight_stability","criteria":[{"name":"a","direction":"max","weight":0.3},{"name":"b","direction":"max","weight":0.7}],"matrix":[[0.9,0.1],[0.9,0.1],[0.2,0.1]]}`, `{"rank":[1,1,3],"top1":[[0,1],[0,1]],"ranking":[[0,1],[0,1]]}`},
	{"stability, one criterion", `{"method":"weight_stability","criteria":[{"name":"a","direction":"max","weight":1}],"matrix":[[0.9],[0.1]]}`, `{"top1":[[0,1]],"ranking":[[0,1]]}`},
	{"stability, all the weight on one", `{"method":"weight_stability","criteria":[{"name":"a","direction":"max","weight":1},{"name":"b","direction":"max","weight":0}],"matrix":[[0.9,0.1],[0.1,0.5]]}`, `{"top1":[[0.3333333333333333,1],[0,0.6666666666666667]]}`},
	{"stability, a tie at present", `{"method":"weight_stability","criteria":[{"name":"a","direction":"max","weight":0.5},{"name":"b","direction":"max","weight":0.5}],"matrix":[[1,0],[0,1]]}`, `{"rank":[1,1],"top1":[[0.5,1],[0,0.5]]}`},
	{"stability, weights as printed", `{"method":"weight_stability","criteria":[{"name":"a","direction":"max","weight":0.4},{"name":"b","direction":"max","weight":0.8}],"matrix":[[1,0],[0,1]],"params":{"normalise_weights":false}}`, `{"score":[0.4,0.8],"rank":[2,1],"top1":[[0,0.5714285714285714],[0.6666666666666666,1]],"ranking":[[0,0.5714285714285714],[0.6666666666666666,1]]}`},
	{"stability, one criterion as printed", `{"method":"weight_stability","criteria":[{"name":"a","direction":"max","weight":0.9}],"matrix":[[0.9],[0.1]],"params":{"normalise_weights":false}}`, `{"score":[0.81,0.09],"top1":[[0,1]],"ranking":[[0,1]]}`},
	{"explanation, a tie for second within rounding", `{"method":"explanation","criteria":[{"name":"a","direction":"max","weight":0.13},{"name":"b","direction":"max","weight":0.3}],"matrix":[[0.8,1],[0.5,0.75],[0.2,0.88]]}`, `{"a":0,"b":1}`},
	{"transfer, weights as printed", `{"method":"weight_transfer","criteria":[{"name":"a","direction":"max","weight":0.4},{"name":"b","direction":"max","weight":0.8}],"matrix":[[1,0],[0,1]],"params":{"normalise_weights":false}}`, `{"leader":1,"challenger":0,"transfer":0.2,"moves":[{"from_criterion":1,"mass":0.2}]}`},
	{"explanation, weights as printed", `{"method":"explanation","criteria":[{"name":"a","direction":"max","weight":1},{"name":"b","direction":"max","weight":3}],"matrix":[[1,2],[2,1]],"params":{"normalise_weights":false}}`, `{"a":0,"b":1,"difference":2,"contributions":[-1,3]}`},
	{"explanation, one alternative", `{"method":"explanation","criteria":[{"name":"a","direction":"max","weight":1}],"matrix":[[0.9]]}`, `{"a":0,"b":null,"difference":null}`},
	{"smaa, identical rows", `{"method":"smaa","matrix":[[0.5,0.5],[0.5,0.5]]}`, `{"rank_acceptability":[[1,0],[1,0]],"confidence":[1,1],"pairwise_winning":[[null,0],[0,null]],"central_weights":[[0.5,0.5],[0.5,0.5]]}`},
	{"smaa, one alternative", `{"method":"smaa","matrix":[[0.5,0.5,0.1]]}`, `{"rank_acceptability":[[1]],"pairwise_winning":[[null]],"confidence":[1]}`},
	{"smaa, an empty row", `{"method":"smaa","matrix":[[0.5,0.6],[null,null],[0.1,0.2]]}`, `{"rank_acceptability":[[1,0,0],[null,null,null],[0,1,0]],"confidence":[1,null,0]}`},
	{"smaa pairwise, all zero", `{"method":"smaa_pairwise","params":{"differences":[0,0]}}`, `{"probability":0}`},
	{"smaa pairwise, dominance", `{"method":"smaa_pairwise","params":{"differences":[0.1,0.2]}}`, `{"probability":1}`},
	{"hierarchy, an empty row", `{"method":"hierarchy","criteria":[{"name":"a","direction":"max"},{"name":"b","direction":"max"}],"matrix":[[1,2],[null,null],[3,1]],"params":{"tree":{"name":"i","weight":1,"children":[{"name":"D","weight":1,"children":[{"name":"a","weight":1}]},{"name":"E","weight":1,"children":[{"name":"b","weight":1}]}]}}}`, `{"i":[0.5,null,0.5],"D":[0,null,1],"rank":[1,null,1],"coverage":[1,0,1],"lower_bound":[0.5,0,0.5],"upper_bound":[0.5,1,0.5]}`},
	{"composite, a gap", `{"method":"composite","criteria":[{"name":"a","direction":"max","weight":1,"parent":"I"},{"name":"b","direction":"max","weight":3,"parent":"I"}],"matrix":[[1,2],[2,null],[3,1]],"params":{"scale":[0,100],"tree":[{"name":"I","parent":null,"weight":1}]}}`, `{"I":[75,50,25],"rank":[1,2,3],"coverage":[1,0.25,1]}`},
	{"hdi, below a goalpost with a floor", `{"method":"hdi","criteria":[{"name":"a","direction":"max"},{"name":"b","direction":"max"},{"name":"c","direction":"max"},{"name":"d","direction":"max"}],"matrix":[[10,18,15,75000]],"params":{"goalposts":[[20,85],[0,18],[0,15],[100,75000]],"log":[false,false,false,true],"floor":0.001}}`, `{"health":[0],"education":[1],"income":[1],"hdi":[0.1]}`},
}

func TestEdges(t *testing.T) {
	for _, tt := range edges {
		t.Run(tt.name, func(t *testing.T) {
			got, err := evaluateJSON(t, []byte(tt.json))
			if err != nil {
				t.Fatal(err)
			}
			var want map[string]any
			if err := json.Unmarshal([]byte(tt.want), &want); err != nil {
				t.Fatal(err)
			}
			for key, w := range want {
				g, ok := got[key]
				if !ok {
					t.Errorf("no key %q", key)
				} else if err := differ(key, g, w, 1e-12); err != nil {
					t.Error(err)
				}
			}
		})
	}
}
