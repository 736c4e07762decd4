package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// sheetCalc calculates the formulas that the writer uses, from the cells of the
// file alone. excelize's own calculation refuses nested calls that Excel and
// LibreOffice take; LibreOffice is asked by `make office`.
type sheetCalc struct {
	t    testing.TB
	f    *excelize.File
	memo map[string]any
}

func newCalc(t testing.TB, f *excelize.File) *sheetCalc {
	return &sheetCalc{t: t, f: f, memo: map[string]any{}}
}

// number is the value of a cell that must be a number.
func (c *sheetCalc) number(sheet, cell string) float64 {
	c.t.Helper()
	v, ok := c.cell(sheet, cell).(float64)
	if !ok {
		c.t.Fatalf("%s!%s is %v", sheet, cell, c.cell(sheet, cell))
	}
	return v
}

// cell is a number, a text or "" for an empty cell.
func (c *sheetCalc) cell(sheet, cell string) any {
	key := sheet + "!" + cell
	if v, ok := c.memo[key]; ok {
		return v
	}
	formula, err := c.f.GetCellFormula(sheet, cell)
	if err != nil {
		c.t.Fatal(err)
	}
	var v any
	if formula != "" {
		p := &formulaParser{calc: c, sheet: sheet, s: formula}
		if v = p.comparison(); p.s != "" {
			c.t.Fatalf("%s: %q is left of %q", key, p.s, formula)
		}
	} else {
		text, err := c.f.GetCellValue(sheet, cell, excelize.Options{RawCellValue: true})
		if err != nil {
			c.t.Fatal(err)
		}
		kind, _ := c.f.GetCellType(sheet, cell)
		v = text
		if x, err := strconv.ParseFloat(text, 64); err == nil && kind != excelize.CellTypeSharedString && kind != excelize.CellTypeInlineString {
			v = x
		}
	}
	c.memo[key] = v
	return v
}

type formulaParser struct {
	calc  *sheetCalc
	sheet string
	s     string
}

func (p *formulaParser) take(tokens ...string) string {
	for _, t := range tokens {
		if rest, ok := strings.CutPrefix(p.s, t); ok {
			p.s = rest
			return t
		}
	}
	return ""
}

func num(v any) float64 {
	switch v := v.(type) {
	case float64:
		return v
	case bool:
		if v {
			return 1
		}
		return 0
	case string:
		if v == "" {
			return 0
		}
	}
	panic(fmt.Sprintf("#VALUE! %v", v))
}

func (p *formulaParser) comparison() any {
	a := p.sum()
	switch p.take("<>", "<=", ">=", "=", "<", ">") {
	case "=":
		return a == p.sum()
	case "<>":
		return a != p.sum()
	case "<=":
		return num(a) <= num(p.sum())
	case ">=":
		return num(a) >= num(p.sum())
	case "<":
		return num(a) < num(p.sum())
	case ">":
		return num(a) > num(p.sum())
	}
	return a
}

func (p *formulaParser) sum() any {
	a := p.product()
	for {
		switch p.take("+", "-") {
		case "+":
			a = num(a) + num(p.product())
		case "-":
			a = num(a) - num(p.product())
		default:
			return a
		}
	}
}

func (p *formulaParser) product() any {
	a := p.power()
	for {
		switch p.take("*", "/") {
		case "*":
			a = num(a) * num(p.power())
		case "/":
			a = num(a) / num(p.power())
		default:
			return a
		}
	}
}

func (p *formulaParser) power() any {
	a := p.unary()
	if p.take("^") != "" {
		return math.Pow(num(a), num(p.unary()))
	}
	return a
}

func (p *formulaParser) unary() any {
	if p.take("-") != "" {
		return -num(p.unary())
	}
	switch {
	case p.take("(") != "":
		v := p.comparison()
		if p.take(")") == "" {
			p.calc.t.Fatalf("no ) before %q", p.s)
		}
		return v
	case strings.HasPrefix(p.s, `"`):
		i := strings.Index(p.s[1:], `"`) + 1
		v := p.s[1:i]
		p.s = p.s[i+1:]
		return v
	case strings.HasPrefix(p.s, "'"):
		i := strings.Index(p.s[1:], "'") + 1
		sheet := p.s[1:i]
		p.s = strings.TrimPrefix(p.s[i+1:], "!")
		return p.calc.cell(sheet, p.name())
	case p.s != "" && p.s[0] >= '0' && p.s[0] <= '9':
		i := 0
		for i < len(p.s) && strings.IndexByte("0123456789.", p.s[i]) >= 0 {
			i++
		}
		if i < len(p.s) && p.s[i] == 'E' {
			for i++; i < len(p.s) && strings.IndexByte("0123456789-+", p.s[i]) >= 0; i++ {
			}
		}
		v, err := strconv.ParseFloat(p.s[:i], 64)
		if err != nil {
			p.calc.t.Fatal(err)
		}
		p.s = p.s[i:]
		return v
	}
	name := p.name()
	if p.take("(") != "" {
		return p.call(name)
	}
	return p.calc.cell(p.sheet, name)
}

// name reads a function's name or a reference, without its $ signs.
func (p *formulaParser) name() string {
	i := 0
	for i < len(p.s) && (p.s[i] == '$' || p.s[i] >= 'A' && p.s[i] <= 'Z' || p.s[i] >= '0' && p.s[i] <= '9') {
		i++
	}
	if i == 0 {
		p.calc.t.Fatalf("nothing to read at %q", p.s)
	}
	n := strings.ReplaceAll(p.s[:i], "$", "")
	p.s = p.s[i:]
	return n
}

func (p *formulaParser) call(name string) any {
	var args []any
	for {
		func() {
			// IF need not calculate both branches: an error in the other one is none.
			defer func() {
				if r := recover(); r != nil {
					p.calc.t.Fatalf("%s: %v before %q", name, r, p.s)
				}
			}()
			args = append(args, p.comparison())
		}()
		if p.take(",") == "" {
			break
		}
	}
	if p.take(")") == "" {
		p.calc.t.Fatalf("%s: no ) before %q", name, p.s)
	}
	switch name {
	case "IF":
		if num(args[0]) != 0 {
			return args[1]
		}
		return args[2]
	case "AND", "OR":
		n := 0
		for _, a := range args {
			if num(a) != 0 {
				n++
			}
		}
		return name == "AND" && n == len(args) || name == "OR" && n > 0
	case "MAX", "MIN", "SUM":
		v := num(args[0])
		for _, a := range args[1:] {
			switch name {
			case "MAX":
				v = max(v, num(a))
			case "MIN":
				v = min(v, num(a))
			default:
				v += num(a)
			}
		}
		return v
	case "LN":
		return math.Log(num(args[0]))
	case "EXP":
		return math.Exp(num(args[0]))
	}
	p.calc.t.Fatalf("unknown function %s", name)
	return nil
}
