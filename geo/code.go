package geo

import "slices"

// Code is one value of a closed list with its meaning, as the codebook shows it.
type Code struct {
	Value string
	Means string
}

// CodeList is a closed list of codes under the name of the field that uses it.
type CodeList struct {
	Name  string
	Codes []Code
}

// Has reports whether value is in the list. The empty value never is.
func (l CodeList) Has(value string) bool {
	return slices.ContainsFunc(l.Codes, func(c Code) bool { return c.Value == value })
}

// Index returns the position of value in the list, or -1.
func (l CodeList) Index(value string) int {
	return slices.IndexFunc(l.Codes, func(c Code) bool { return c.Value == value })
}

// Values returns the codes in the order of the list.
func (l CodeList) Values() []string {
	values := make([]string, len(l.Codes))
	for i, c := range l.Codes {
		values[i] = c.Value
	}
	return values
}

// The closed lists of the model. Each field that holds a code names its list.
var (
	Kinds = CodeList{"kind", []Code{
		{Strike, "an attack on a target"},
		{Incursion, "aircraft or objects inside a state's territory or airspace without leave"},
		{Interception, "aircraft met near a territory but outside it, or an attack shot down before it reached one"},
		{Sighting, "an unidentified object, or one outside any territory"},
		{Closure, "airspace or an airport closed for a time"},
	}}
	Categories = CodeList{"category", []Code{
		{"refinery", "oil refinery"},
		{"oil-depot", "oil storage"},
		{"oil-terminal", "oil loading or transshipment terminal"},
		{"oil-platform", "offshore oil or gas platform"},
		{"pipeline", "oil or gas pipeline or its pumping station"},
		{"gas-plant", "gas processing plant"},
		{"gas-infrastructure", "gas production, storage or transport"},
		{"port", "sea or river port"},
		{"ship", "vessel"},
		{"airfield", "military airfield"},
		{"airport", "civil airport"},
		{"power", "power plant, substation or grid"},
		{"arms-depot", "ammunition or arms store"},
		{"military-base", "base, barracks, command post or air defence"},
		{"industry", "factory or works"},
		{"infrastructure", "infrastructure whose kind was not stated"},
		{"rail", "railway"},
		{"government", "government building"},
		{"city", "a settlement as such"},
		{"airspace", "a state's airspace"},
		{"other", "none of these"},
	}}
	Outcomes = CodeList{"outcome", []Code{
		{"hit", "the target was hit, as far as the record goes"},
		{"partly", "most was shot down, or debris only"},
		{"repelled", "shot down or turned away without damage at the target"},
		{"unknown", "said by one side only, disputed, or not reported"},
	}}
	ActorBases = CodeList{"actor_basis", []Code{
		{"self-claimed", "the named author says so itself"},
		{"attributed", "others say so"},
		{"alleged-and-denied", "others say so and the named author denies guilt or the act"},
	}}
	MeansCodes = CodeList{"means", []Code{
		{"cruise-missile", "cruise missile"},
		{"ballistic-missile", "ballistic missile"},
		{"missile", "missile, kind not stated"},
		{"drone", "uncrewed aircraft"},
		{"naval-drone", "uncrewed surface or underwater vessel"},
		{"aircraft", "crewed aircraft"},
		{"helicopter", "helicopter"},
		{"balloon", "balloon"},
		{"artillery", "gun or rocket artillery"},
		{"sabotage", "act of sabotage"},
		{"unknown", "not known"},
	}}
	Precisions = CodeList{"precision", []Code{
		{Site, "a named facility, within 1 km"},
		{Settlement, "a town or its surroundings, within 10 km"},
		{District, "a district or part of a region"},
		{Region, "a first-level division; no point is served"},
		{SeaArea, "a stretch of sea; no point is served"},
		{CountryWide, "a country or a large part of it; no point is served"},
		{UnknownPlace, "not known; listed, never drawn"},
	}}
	LocationBases = CodeList{"basis", []Code{
		{"named-site", "a source names the facility"},
		{"named-place", "a source names the settlement or district"},
		{"described-area", "a source describes a region or stretch of sea"},
		{"coordinates", "a source gives coordinates or a geolocation"},
		{"unknown", "not recorded"},
	}}
	Regimes = CodeList{"regime", []Code{
		{"territory", "land territory of the country"},
		{"territorial-sea", "territorial sea of the country"},
		{"airspace", "airspace of the country"},
		{"international-waters", "over or in international waters"},
		{"unknown", "not recorded"},
	}}
	TimePrecisions = CodeList{"time_precision", []Code{
		{"minute", "known to the minute"},
		{"hour", "known to the hour"},
		{"part-of-day", "known to a part of a day, such as overnight"},
		{"day", "known to the local day"},
		{"month", "known to the month"},
	}}
	Roles = CodeList{"role", []Code{
		{Attacker, "the side said to have acted"},
		{Affected, "the side acted upon"},
		{Third, "a party of neither side"},
		{Media, "a publisher speaking for itself"},
	}}
	Stances = CodeList{"stance", []Code{
		{"claims", "says it of its own doing or from its own interest"},
		{"reports", "passes on as known to it"},
		{"confirms", "acknowledges what another said"},
		{"denies", "says it is not so"},
		{"assesses", "judges by a stated method"},
		{"declines", "refused to comment"},
		{"no-response", "was asked and did not answer"},
		{"not-asked", "was not asked"},
	}}
	Propositions = CodeList{"proposition", []Code{
		{"occurred", "that it happened"},
		{"struck", "that the named target was hit"},
		{"means", "what with"},
		{"damage", "damage at the target"},
		{"casualties", "people killed or hurt"},
		{"count", "how many"},
		{"identification", "what the objects were"},
		{"responsibility", "who is answerable"},
		{"intent", "to what end"},
		{"consequence", "what followed, such as a fire in a town"},
		{"other", "anything else"},
	}}
	Methods = CodeList{"method", []Code{
		{"imagery", "satellite or other pictures"},
		{"geolocation", "pictures placed on the map"},
		{"inspection", "a look on the ground"},
		{"investigation", "an inquiry"},
	}}
	Measures = CodeList{"measure", []Code{
		{"killed", "people killed"},
		{"injured", "people injured"},
		{"missing", "people missing"},
		{"aircraft", "aircraft"},
		{"drones", "drones"},
		{"missiles", "missiles"},
		{"balloons", "balloons"},
		{"objects", "objects"},
		{"vessels", "vessels"},
		{"tanks", "storage tanks"},
		{"fire-area", "area on fire"},
		{"duration", "length of time"},
		{"distance", "distance"},
		{"explosions", "explosions"},
		{"flights-affected", "flights affected"},
		{"volume", "volume"},
		{"other", "anything else, see the label"},
	}}
	Qualifiers = CodeList{"qualifier", []Code{
		{"exact", "this many"},
		{"about", "about this many"},
		{"more-than", "more than this, no upper end"},
		{"at-least", "this many or more"},
		{"up-to", "no more than this, no lower end"},
		{"vague", "no number given"},
		{"range", "between two numbers"},
	}}
	Scopes = CodeList{"scope", []Code{
		{"incident", "of this incident alone"}, {"wider", "of more than this incident; never added up"},
	}}
	ReportClasses = CodeList{"class", []Code{
		{"official", "a party's own publication"},
		{"agency", "news agency"},
		{"press", "newspaper, broadcaster or site"},
		{"state-media", "run by a state"},
		{"partisan", "openly on one side"},
		{"aggregator", "collects from others"},
		{"machine", "written or translated by machine"},
		{"unknown", "not judged"},
	}}
	PartyKinds = CodeList{"party kind", []Code{
		{"state", "a state as such"},
		{"military", "armed forces"},
		{"security-service", "security service"},
		{"ministry", "ministry"},
		{"regional-authority", "regional authority"},
		{"official", "named official"},
		{"anonymous-official", "unnamed official"},
		{"proxy", "body acting for a state"},
		{"company", "company"},
		{"media", "publisher"},
		{"international", "international body"},
		{"other", "none of these"},
	}}
	States = CodeList{"state", []Code{
		{Draft, "being written"},
		{Review, "waiting for a second pair of eyes"},
		{Published, "public once visible"},
		{Withdrawn, "taken back; a tombstone remains"},
	}}
	ChangeClasses = CodeList{"change", []Code{
		{"update", "new facts came in"},
		{"correction", "what was published was wrong"},
		{"clarification", "what was published could be misread"},
		{"withdrawal", "taken back"},
		{"typo", "wording only"},
	}}
	Statuses = CodeList{"status", []Code{
		{Verified, "independently verified by a stated method"},
		{Confirmed, "confirmed by the affected side, the accused side or a third state's authority"},
		{Claimed, "said by one party"},
		{Reported, "reported by media only"},
		{Disputed, "said by one party and denied by another"},
		{WithdrawnStatus, "withdrawn"},
	}}
	Attributions = CodeList{"attribution", []Code{
		{"none", "nobody is named"},
		{"claimed", "the named author says so itself"},
		{"alleged", "others say so"},
		{"denied", "the named author denies it"},
		{"admitted", "the accused side admits it"},
	}}
)

// Codes the code refers to by name.
const (
	Strike       = "strike"
	Incursion    = "incursion"
	Interception = "interception"
	Sighting     = "sighting"
	Closure      = "closure"

	Site         = "site"
	Settlement   = "settlement"
	District     = "district"
	Region       = "region"
	SeaArea      = "sea-area"
	CountryWide  = "country"
	UnknownPlace = "unknown"

	Attacker = "attacker"
	Affected = "affected"
	Third    = "third"
	Media    = "media"

	Draft     = "draft"
	Review    = "review"
	Published = "published"
	Withdrawn = "withdrawn"

	Verified        = "verified"
	Confirmed       = "confirmed"
	Claimed         = "claimed"
	Reported        = "reported"
	Disputed        = "disputed"
	WithdrawnStatus = "withdrawn"
)
