package scoring

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"testing"
)

// The compiler may fuse x*y + z into one rounding on some architectures and not
// on others; an explicit float64(x*y) forbids it. No unguarded one may remain,
// nor a function of math whose result differs between architectures.
func TestNoFusedProducts(t *testing.T) {
	fset := token.NewFileSet()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	info := &types.Info{Types: map[ast.Expr]types.TypeAndValue{}}
	conf := types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	if _, err := conf.Check("parksite/scoring", fset, files, info); err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, f := range files {
		var above []ast.Node
		ast.Inspect(f, func(n ast.Node) bool {
			if n == nil {
				above = above[:len(above)-1]
				return true
			}
			if free(n, above, info) {
				t.Errorf("%s: a product is not wrapped in float64()", fset.Position(n.Pos()))
			}
			above = append(above, n)
			if s, ok := n.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "math" {
					switch s.Sel.Name {
					case "Exp", "Log", "Pow", "Hypot", "FMA", "Log1p", "Expm1", "Log2", "Log10", "Exp2", "Cbrt", "Gamma", "Lgamma", "Erf", "Sin", "Cos", "Tan", "Atan":
						t.Errorf("%s: math.%s differs between architectures", fset.Position(s.Pos()), s.Sel.Name)
					case "Sqrt", "Abs", "Inf", "NaN":
						found++
					}
				}
			}
			return true
		})
	}
	if found == 0 {
		t.Error("nothing was inspected")
	}
}

// free reports whether n is a floating-point product that nothing rounds before
// it may meet a sum, even one in a later statement: its value is neither
// converted, nor compared, nor an operand of another product or quotient.
func free(n ast.Node, above []ast.Node, info *types.Info) bool {
	if a, ok := n.(*ast.AssignStmt); ok {
		return a.Tok == token.MUL_ASSIGN && isFloat(info.Types[a.Lhs[0]])
	}
	e, ok := n.(*ast.BinaryExpr)
	if !ok || e.Op != token.MUL || info.Types[e].Value != nil || !isFloat(info.Types[e]) {
		return false
	}
	for k := len(above) - 1; k >= 0; k-- {
		switch p := above[k].(type) {
		case *ast.ParenExpr, *ast.UnaryExpr:
			continue
		case *ast.BinaryExpr:
			return p.Op == token.ADD || p.Op == token.SUB
		case *ast.CallExpr:
			f, ok := p.Fun.(*ast.Ident)
			return !ok || f.Name != "float64"
		default:
			return true
		}
	}
	return true
}

func isFloat(tv types.TypeAndValue) bool {
	b, ok := tv.Type.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsFloat != 0
}
