package scoring

var methods = []Method{
	{Name: weightedSum, Source: "OECD and JRC, Handbook on Constructing Composite Indicators (2008)", Parameters: []string{"Floor"}, Compensatory: true, Additive: true, Independent: true},
}
