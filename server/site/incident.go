package site

import (
	"cmp"
	"net/url"
	"slices"
	"strings"
	"time"

	"strikemap/geo"
)

// Incident is what the page of one incident shows.
type Incident struct {
	Row
	LongTime string
	TimeZone string
	Exact    string // the span in UTC
	Phrase   string // the time as reported
	Summary  string
	Words    Translated
	// What the record itself has, where a reader of another language gets a translation: its
	// language in words, and title and summary as far as they were translated.
	Original, OriginalTitle, OriginalSummary string
	RecordLanguage                           string   // of everything else that is in the record's words
	Sentence                                 []string // the status, who says so, who denies and who was silent

	Target, Outcome, Means, MeansPhrase, Actor, Regime string
	Drawn                                              bool // there is a point or an area

	Claims   []Speaker
	Numbers  []NumberRow
	Unknown  []string
	Distance []string
	Sources  []SourceClass
	History  []Version    // up to the one shown, newest first
	Since    []Difference // between the first version and the one shown
	First    string       // since when the first one was public, in words
	Later    string       // in words: there is a later version; empty where this is the last
	Nearby   *PlaceHistory
	AtPlace  *Link // to the page of its place

	Correction, Series string
	Starter            bool

	// Set by the handler, which knows the address of the site.
	Permalink, JSON, Citation string
	Back                      string // the map with the incident open, as known at the same instant
	Cite                      string // where the citation stands in other forms
	Report                    *Link  // where to report an error
}

// Speaker is a party in one role with all it said.
type Speaker struct {
	Party, Role string
	Claims      []ClaimRow
}

// ClaimRow is one line of "Who says what".
type ClaimRow struct {
	Party, Role, Says, About, Detail, When, Where string
	Source                                        *Link
	Superseded                                    bool
}

// NumberRow is one number as it was reported.
type NumberRow struct {
	Measure, Value, SaidBy         string
	MeasureLanguage, ValueLanguage string // of the record, where it has words of its own
	Wider                          bool
}

// SourceClass is the sources of one class, family by family.
type SourceClass struct {
	Name     string
	Start    int // number of its first family on the page
	Families []Family
}

// Family is the sources that are copies of one text.
type Family struct {
	Sources []Source
	class   string // that of its first source
}

// Source is one published report.
type Source struct {
	Publisher, Title, Class, Language, LanguageTag, Date string
	Link, Archive                                        *Link
}

// Facts are what is known of a source beside its words, for a list of sources of one
// class, which then goes without saying.
func (s Source) Facts(class string) string {
	facts := []string{s.Class, s.Language, s.Date}
	if s.Class == class {
		facts[0] = ""
	}
	return strings.Join(slices.DeleteFunc(facts, func(f string) bool { return f == "" }), " · ")
}

// Link is an address from outside, http or https only.
type Link struct{ URL, Text string }

// Version is one entry of the history.
type Version struct {
	Number, Since, Change, Note string
	Current                     bool
	Compared                    bool         // with the version before
	Differences                 []Difference // from that one
	Voices                      string       // whose word or report came with it
	Origin                      string       // how it was recorded
}

// incident makes the page of a feature. The revisions are its history, oldest
// first.
func (r reader) incident(f *geo.Feature, revisions []*geo.Revision, series string) *Incident {
	words := r.translated(f)
	in := &Incident{
		Row: r.row(f), Words: words, RecordLanguage: languageOf(f.Language),
		LongTime: r.TimePhrase(momentOf(f), true), TimeZone: r.zoneName(f.Time.Zone),
		Exact:    r.T("incident.exact", "from", r.clockUTC(f.Time.From), "to", r.clockUTC(f.Time.To)),
		Summary:  words.Summary,
		Sentence: r.sentences(f),
		Drawn:    f.Bounds != nil,
		Unknown:  r.unknowns(f), Distance: r.distances(f),
		Sources: r.sources(f), Numbers: r.numbers(f), Claims: r.claims(f),
		Correction: f.Correction, Series: series,
		Starter: f.Dataset == "starter",
	}
	if words.TitleLanguage != in.RecordLanguage {
		in.OriginalTitle = f.Title
	}
	if words.SummaryLanguage != in.RecordLanguage {
		in.OriginalSummary = f.Summary
	}
	if in.OriginalTitle != "" || in.OriginalSummary != "" {
		in.Original = r.T("incident.original", "language", r.Code("languageName", primary(in.RecordLanguage)))
	}
	if !strings.Contains(geo.Fold(in.LongTime), geo.Fold(f.Time.Phrase)) {
		in.Phrase = f.Time.Phrase // else it says nothing new
	}
	if f.Category != "" {
		in.Target = r.Code("category", f.Category)
	}
	if f.Facility != "" {
		in.Target = strings.TrimPrefix(in.Target+": "+r.Proper("facility", f.Facility), ": ")
	}
	if f.Outcome != "" {
		in.Outcome = r.Code("outcome", f.Outcome)
	}
	if f.Location.Regime != "" && f.Location.Regime != "unknown" {
		in.Regime = r.Code("regime", f.Location.Regime)
	}
	in.Means = r.means(f)
	if f.MeansText != "" && geo.Fold(f.MeansText) != geo.Fold(in.Means) {
		in.MeansPhrase = f.MeansText
	}
	in.Actor = r.actor(f)
	r.addHistory(in, f, revisions)
	return in
}

func (r reader) clockUTC(t time.Time) string { return strings.TrimSuffix(r.Instant(t), " UTC") }

func (r reader) means(f *geo.Feature) string {
	words := make([]string, 0, len(f.Means))
	for _, code := range f.Means {
		words = append(words, r.Code("means", code))
	}
	return r.Join(words)
}

func (r reader) actor(f *geo.Feature) string {
	name := r.party(f.Actor)
	if name == "" {
		name = r.deniers(f)
	}
	if f.Finding.Attribution == "none" || name == "" {
		return ""
	}
	return r.T("attribution."+f.Finding.Attribution, "actor", name)
}

// sentences are the status in full, naming who: the headline first, then denials of
// responsibility and silences.
func (r reader) sentences(f *geo.Feature) []string {
	list := []string{r.statusSentence(f)}
	if f.Finding.Reason != "" {
		list = append(list, r.T("sentence.override", "reason", f.Finding.Reason))
	}
	say := func(key string, want func(geo.Claim) bool) {
		var parties []string
		for _, i := range f.Current() {
			c := f.Claims[i]
			if name := r.party(c.Party); want(c) && !slices.Contains(parties, name) {
				parties = append(parties, name)
			}
		}
		if len(parties) > 0 {
			list = append(list, r.T("sentence."+key, "parties", r.Join(parties)))
		}
	}
	stance := func(name string) func(geo.Claim) bool { return func(c geo.Claim) bool { return c.Stance == name } }
	say("deniesResponsibility", func(c geo.Claim) bool { return c.Stance == "denies" && c.Proposition == "responsibility" })
	say("noResponse", stance("no-response"))
	say("declines", stance("declines"))
	say("notAsked", stance("not-asked"))
	return list
}

func (r reader) statusSentence(f *geo.Feature) string {
	s := r.standing(f)
	claimed, confirmed, said := r.Join(s.Claimed), r.Join(s.Confirmed), r.Join(s.speakers())
	denied := r.Join(r.headlineDeniers(f))
	switch s.Status {
	case geo.Verified:
		if i := f.Finding.Deciding; i >= 0 && i < len(f.Claims) {
			return r.T("sentence.verifiedBy", "parties", r.party(f.Claims[i].Party), "method", r.Code("method", f.Claims[i].Method))
		}
		return r.T("sentence.verified")
	case geo.Confirmed:
		switch {
		case confirmed == "":
			return r.T("sentence.confirmed")
		case claimed == "":
			return r.T("sentence.confirmedBy", "parties", confirmed)
		}
		return r.T("sentence.saidAndConfirmed", "claimants", claimed, "parties", confirmed)
	case geo.Claimed:
		if said == "" {
			return r.T("sentence.claimed")
		}
		return r.T("sentence.claimedBy", "parties", said)
	case geo.Disputed:
		switch {
		case denied == "":
			return r.T("sentence.disputed")
		case said == "":
			return r.T("sentence.disputedReport", "deniers", denied)
		}
		return r.T("sentence.disputedBetween", "claimants", said, "deniers", denied)
	}
	return r.T("sentence." + s.Status)
}

// headlineDeniers are those who deny that it happened, not only who did it.
func (r reader) headlineDeniers(f *geo.Feature) []string {
	var names []string
	for _, i := range f.Current() {
		c := f.Claims[i]
		if name := r.party(c.Party); c.Stance == "denies" && c.Proposition == f.Headline() && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// claims lists the ledger by who speaks, in the order in which each first does, and for
// each by what it is about; what was superseded comes last.
func (r reader) claims(f *geo.Feature) []Speaker {
	current := f.Current()
	order := make([]int, len(f.Claims))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		old := func(i int) int {
			if slices.Contains(current, i) {
				return 0
			}
			return 1
		}
		about := func(i int) int { return geo.Propositions.Index(f.Claims[i].Proposition) }
		return cmp.Or(cmp.Compare(old(i), old(j)), cmp.Compare(about(i), about(j)))
	})
	var list []Speaker
	speaker := func(c geo.Claim) int {
		party, role := r.party(c.Party), r.Code("role", c.Role)
		i := slices.IndexFunc(list, func(s Speaker) bool { return s.Party == party && s.Role == role })
		if i < 0 {
			i, list = len(list), append(list, Speaker{Party: party, Role: role})
		}
		return i
	}
	for _, c := range f.Claims {
		speaker(c)
	}
	for _, i := range order {
		s := &list[speaker(f.Claims[i])]
		s.Claims = append(s.Claims, r.claimRow(f, i, current))
	}
	return list
}

// claimRow is claim i; current are those not superseded.
func (r reader) claimRow(f *geo.Feature, i int, current []int) ClaimRow {
	c := f.Claims[i]
	row := ClaimRow{
		Party: r.party(c.Party), Role: r.Code("role", c.Role),
		Says: r.Code("stance", c.Stance), About: r.Code("proposition", c.Proposition),
		Detail: c.Detail, When: r.dateText(c.StatedAt), Where: c.Channel,
		Superseded: !slices.Contains(current, i),
	}
	if c.Method != "" {
		row.Says += " " + r.Code("method", c.Method)
	}
	if c.Report != nil && *c.Report >= 0 && *c.Report < len(f.Reports) {
		report := f.Reports[*c.Report]
		row.Source = webLink(report.URL, report.Publisher)
		if row.Source == nil && row.Where == "" {
			row.Where = report.Publisher
		}
	}
	return row
}

func (r reader) measure(q geo.Quantity) string {
	if q.Label != "" {
		return q.Label
	}
	return r.Code("measure", q.Measure)
}

func (r reader) numbers(f *geo.Feature) []NumberRow {
	var rows []NumberRow
	for _, q := range f.Quantities {
		row := NumberRow{Measure: r.measure(q), Wider: q.Scope == "wider"}
		recorded := false
		if row.Value, recorded = r.value(q); recorded {
			row.ValueLanguage = languageOf(f.Language)
		}
		if q.Label != "" {
			row.MeasureLanguage = languageOf(f.Language)
		}
		if q.Claim != nil && *q.Claim >= 0 && *q.Claim < len(f.Claims) {
			row.SaidBy = r.party(f.Claims[*q.Claim].Party)
		}
		rows = append(rows, row)
	}
	return rows
}

// distances sets the distance to a border as computed beside those reported.
func (r reader) distances(f *geo.Feature) []string {
	var list []string
	if l := f.Location; l.BorderKM != nil && l.Border != "" && l.Point != nil {
		list = append(list, r.T("incident.computed", "distance", r.Distance(*l.BorderKM*1000), "country", r.country(l.Border)))
	}
	for _, q := range f.Quantities {
		if q.Measure == "distance" {
			value, _ := r.value(q)
			list = append(list, r.T("incident.reportedDistance", "value", value, "label", r.measure(q)))
		}
	}
	return list
}

// sources are the families of sources by class, in the order of the classes.
func (r reader) sources(f *geo.Feature) []SourceClass {
	families := r.families(f)
	var list []SourceClass
	start := 1
	for _, class := range append(geo.ReportClasses.Values(), "") {
		c := SourceClass{Name: r.codeOf("class", class), Start: start}
		for _, family := range families {
			if family.class == class {
				c.Families = append(c.Families, family)
			}
		}
		if len(c.Families) > 0 {
			list, start = append(list, c), start+len(c.Families)
		}
	}
	return list
}

// families groups the sources by the text they are copies of, in the order of the
// first of each.
func (r reader) families(f *geo.Feature) []Family {
	var families []Family
	at := map[string]int{}
	for _, report := range f.Reports {
		i, known := at[report.Family]
		if !known || report.Family == "" {
			i = len(families)
			class := report.Class
			if !geo.ReportClasses.Has(class) {
				class = ""
			}
			families = append(families, Family{class: class})
			at[report.Family] = i
		}
		families[i].Sources = append(families[i].Sources, r.source(report))
	}
	return families
}

func (r reader) source(report geo.Report) Source {
	s := Source{
		Publisher: report.Publisher, Title: report.Title, Class: r.Code("class", report.Class),
		LanguageTag: report.Language, Date: r.dateText(report.PublishedAt),
		Link: webLink(report.URL, cmp.Or(report.Title, report.URL)), Archive: webLink(report.Archive, r.T("incident.archive")),
	}
	if report.Language != "" && report.Language != r.T("language.tag") {
		s.Language = r.T("incident.language", "language", r.Code("languageName", report.Language))
	}
	return s
}

// versions is the history, newest first.
func (r reader) versions(revisions []*geo.Revision, current int) []Version {
	var list []Version
	for _, revision := range slices.Backward(revisions) {
		if revision.PublicFrom.IsZero() {
			continue
		}
		list = append(list, Version{
			Number:  r.T("incident.revision", "n", revision.Number),
			Since:   r.T("incident.since", "time", r.Instant(revision.PublicFrom)),
			Change:  r.Code("change", cmp.Or(revision.Change, "first")),
			Note:    revision.Note,
			Current: revision.Number == current,
		})
	}
	return list
}

// addHistory tells the versions up to the one shown, each against the one before, and
// the one shown against the first.
func (r reader) addHistory(in *Incident, f *geo.Feature, revisions []*geo.Revision) {
	var public []*geo.Revision
	for _, revision := range revisions {
		switch {
		case revision.PublicFrom.IsZero():
		case revision.Number <= f.Revision:
			public = append(public, revision)
		default:
			key := "history.later"
			if revision.Incident.State == geo.Withdrawn {
				key = "history.withdrawnLater"
			}
			in.Later = r.T(key, "time", r.Instant(revision.PublicFrom))
		}
	}
	in.History = r.versions(public, f.Revision)
	if len(public) < 2 {
		return
	}
	in.First = r.Instant(public[0].PublicFrom)
	forms := make([]*geo.Feature, len(public))
	for i, revision := range public {
		forms[i] = geo.NewFeature(revision, r.parties, nil)
	}
	in.Since = r.differences(forms[0], forms[len(forms)-1])
	for i := range forms[1:] {
		version := &in.History[len(forms)-2-i]
		r.compare(version, forms[i], forms[i+1], public[i+1].Origin)
	}
}

// compare tells a version against the one before.
func (r reader) compare(v *Version, old, new *geo.Feature, origin string) {
	v.Compared, v.Differences = true, r.differences(old, new)
	v.Voices = r.Join(voicesOf(v.Differences))
	v.Origin = r.codeOf("origin", origin)
}

// Steps reports whether the versions are told one by one: two of them are told by what
// changed since publication.
func (in *Incident) Steps() bool { return len(in.History) > 2 }

// dateText writes a date or date-time of a record in words; what is neither stays
// as it is.
func (r reader) dateText(text string) string {
	if day, err := time.Parse(time.DateOnly, text); err == nil {
		return r.day(day, true)
	}
	if at, err := geo.ParseTime(text); err == nil {
		return r.Instant(at)
	}
	return text
}

// webLink returns a link that is safe to follow, or nil.
func webLink(address, text string) *Link {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return nil
	}
	return &Link{URL: address, Text: text}
}

// MoreSentences are those after the status.
func (in *Incident) MoreSentences() []string { return in.Sentence[1:] }
