package handlers

import (
	"context"
	"slices"

	"github.com/gin-gonic/gin"

	"parksite/internal/appraisal"
	"parksite/internal/catalog"
	"parksite/internal/fault"
	"parksite/internal/layout"
)

// siteRankingRequest says which sites to rank, and how.
type siteRankingRequest struct {
	sitesRequest
	Strategy  string   `json:"strategy,omitempty"`  // whose market counts, and whose countries when none are named
	Countries []string `json:"countries,omitempty"` // iso3
	Within    string   `json:"within,omitempty"`    // iso3: the sites of this country alone, scored in the set of all
	Cities    string   `json:"cities,omitempty" enums:"none,landlocked,all"`

	Model *appraisal.Model `json:"model,omitempty"` // of sites, instead of a stored one: while it is edited
}

// siteRanking are ranked sites with what they were scored from.
type siteRanking struct {
	DatasetID string             `json:"datasetId"`
	Year      int                `json:"year"`      // of the country data
	SiteModel string             `json:"siteModel"` // id and version
	Model     layout.SiteModel   `json:"model"`     // as it ranked: with the weights of the request
	Strategy  string             `json:"strategy,omitempty"`
	Closed    layout.Passage     `json:"closed,omitempty"`
	Items     []layout.SiteScore `json:"items"` // best first
}

// rankSites ranks sites without saving.
//
//	@Summary      Rank sites in a strategy or a country without saving
//	@Description  A gap takes the median of all the sites ranked together, so a site's score depends on the set; its coverage does not.
//	@Tags         layouts
//	@Param        body  body  siteRankingRequest  true  "which sites, and how"
//	@Success      200  {object}  siteRanking
//	@Router       /preview/sites [post]
func (a *API) rankSites(c *gin.Context) error {
	const op = "handlers.rankSites"
	var req siteRankingRequest
	if err := bind(c, &req); err != nil {
		return err
	}
	var bad []fault.Field
	if req.Strategy == "" && len(req.Countries) == 0 && req.Within == "" {
		bad = append(bad, fault.Field{Field: "strategy", Code: "field.required", Detail: "name a strategy, countries or a country"})
	}
	if len(req.Countries) > 60 {
		bad = append(bad, fault.Field{Field: "countries", Code: "list.long", Detail: "at most 60 countries"})
	}
	if !slices.Contains([]string{"", "none", "landlocked", "all"}, req.Cities) {
		bad = append(bad, fault.Field{Field: "cities", Code: "field.choice", Detail: "none, landlocked or all"})
	}
	if err := fault.Bad(op, bad); err != nil {
		return err
	}
	kept, err := a.kept(c, req.storedSites)
	if err != nil {
		return err
	}
	model, err := a.requestedSiteModel(c, req)
	if err != nil {
		return err
	}
	return long(a, c, func(ctx context.Context) (siteRanking, error) {
		w, err := a.siteWorld(ctx, req.sitesRequest, req.Strategy, model)
		if err != nil {
			return siteRanking{}, err
		}
		items, err := w.atlas.Ranking(layout.Selection{Strategy: req.Strategy, Countries: req.Countries, Within: req.Within, Cities: req.Cities,
			Model: w.model, Country: w.country, Own: slices.Concat(req.Own, kept), Closed: req.Closed})
		return siteRanking{DatasetID: w.snap.Dataset().ID, Year: w.country.Year, SiteModel: w.model.Ref(), Model: w.model, Strategy: req.Strategy,
			Closed: req.Closed, Items: items}, err
	})
}

// requestedSiteModel is the model of sites that a request carries or names; nil
// for the shipped one.
func (a *API) requestedSiteModel(c *gin.Context, req siteRankingRequest) (*appraisal.Model, error) {
	const op = "handlers.requestedSiteModel"
	if req.Model == nil {
		return a.siteModel(c, req.SiteModel)
	}
	if req.SiteModel != nil {
		return nil, fault.Bad(op, []fault.Field{{Field: "siteModel", Code: "model.oneOf", Detail: "name a model or send one, not both"}})
	}
	if err := layout.CheckModel(*req.Model); err != nil {
		return nil, fault.Wrap(op, within("model.", err))
	}
	return req.Model, nil
}

// siteProfile is everything known of a site.
type siteProfile struct {
	catalog.Site
	DatasetID  string              `json:"datasetId"`
	Year       int                 `json:"year"`               // of the country data
	Strategy   string              `json:"strategy,omitempty"` // whose market counts
	Strategies []string            `json:"strategies"`         // that name its country
	Values     []layout.Value      `json:"values"`             // every site indicator, known or not
	Indicators []catalog.Indicator `json:"indicators"`         // what they are, in the same order
	SiteModel  string              `json:"siteModel"`          // that gave the score: id and version
	Score      *layout.SiteScore   `json:"score,omitempty"`    // in the strategy's set; absent for a site that is no candidate there
	Ranked     int                 `json:"ranked"`             // sites of that set
	Closed     layout.Passage      `json:"closed,omitempty"`
	Own        *layout.UserSite    `json:"own,omitempty"` // what its team entered; of own sites

	Names map[string]catalog.Text `json:"names"` // of the sites that the values name
}

// namesIn are the names of the sites that values were read at or made from.
func namesIn(values []layout.Value, sites []catalog.Site) map[string]catalog.Text {
	names := map[string]catalog.Text{}
	for _, v := range values {
		ids := []string{v.Via}
		for _, x := range v.Parts {
			ids = append(ids, x.Of)
		}
		for _, id := range ids {
			if k := slices.IndexFunc(sites, func(s catalog.Site) bool { return s.ID == id }); k >= 0 {
				names[id] = sites[k].Name
			}
		}
	}
	return names
}

// anySite is a site of the catalogue or of one of the caller's teams.
func (a *API) anySite(c *gin.Context, id string) (layout.Site, error) {
	const op = "handlers.anySite"
	if k := slices.IndexFunc(a.atlas.Sites, func(s catalog.Site) bool { return s.ID == id }); k >= 0 {
		return layout.Site{Site: a.atlas.Sites[k]}, nil
	}
	o, err := a.ownSite(c, id, "read")
	if fault.Is(err, fault.NotFound) {
		return layout.Site{}, fault.New(op, fault.NotFound, "site.notFound")
	}
	if err != nil {
		return layout.Site{}, fault.Wrap(op, err)
	}
	return o.Site.Candidate(), nil
}

// getSite answers with a site, its indicators and its score.
//
//	@Summary      A site: every indicator with grade, sources and caveats, and its score
//	@Description  Without a strategy, the first that names the site's country is taken. An own site is scored beside the sites of the catalogue; to other teams it does not exist.
//	@Tags         layouts
//	@Param        id        path   string  true   "site"
//	@Param        strategy  query  string  false  "whose market and set of sites"
//	@Param        closed    query  string  false  "a closed passage"  Enums(suez, panama, malacca)
//	@Param        siteModel query  string  false  "id of a model of sites; the shipped one when absent"
//	@Success      200  {object}  siteProfile
//	@Router       /sites/{id} [get]
func (a *API) getSite(c *gin.Context) error {
	if err := queries(c, "strategy", "closed", "siteModel"); err != nil {
		return err
	}
	at, err := a.anySite(c, c.Param("id"))
	if err != nil {
		return err
	}
	out := siteProfile{Site: at.Site, Own: at.Own, Strategy: c.Query("strategy"), Strategies: []string{}, Closed: layout.Passage(c.Query("closed")), Indicators: layout.Indicators()}
	var own []layout.UserSite
	if at.Own != nil {
		own = append(own, *at.Own)
	}
	var model *appraisal.Model
	if id := c.Query("siteModel"); id != "" {
		if model, err = a.siteModel(c, &appraisal.Origin{ID: id}); err != nil {
			return err
		}
	}
	for _, s := range a.atlas.Strategies {
		if slices.ContainsFunc(s.Members, func(m catalog.StrategyMember) bool { return m.ISO3 == out.ISO3 }) {
			out.Strategies = append(out.Strategies, s.ID)
		}
	}
	if out.Strategy == "" && len(out.Strategies) > 0 {
		out.Strategy = out.Strategies[0]
	}
	return long(a, c, func(ctx context.Context) (siteProfile, error) {
		w, err := a.siteWorld(ctx, sitesRequest{Closed: out.Closed}, out.Strategy, model)
		if err != nil {
			return out, err
		}
		out.DatasetID, out.Year, out.SiteModel = w.snap.Dataset().ID, w.country.Year, w.model.Ref()
		x := layout.Context{Closed: out.Closed, Country: w.country}
		if out.Strategy != "" {
			m, err := w.atlas.Market(out.Strategy)
			if err != nil {
				return out, err
			}
			x.Market = &m
			scores, err := w.atlas.Ranking(layout.Selection{Strategy: out.Strategy, Model: w.model, Country: w.country, Own: own, Closed: out.Closed})
			if err != nil {
				return out, err
			}
			out.Ranked = len(scores)
			for i := range scores {
				if scores[i].ID == out.ID {
					out.Score = &scores[i]
				}
			}
		}
		out.Values = w.atlas.Values(at, x)
		out.Names = namesIn(out.Values, a.atlas.Sites)
		return out, nil
	})
}
