package web

// Site is what the operator says about this site. It stands in pages, the API and
// exports. The tags make it a group of flags.
type Site struct {
	Name           string   `name:"site-name" group:"Site" default:"Strikemap" help:"Name of the site, in titles and credits. Default: Strikemap."`
	Publisher      string   `name:"site-publisher" group:"Site" help:"Who publishes the site. Default: nobody is named."`
	Contact        string   `name:"site-contact" group:"Site" help:"Where readers write to: an e-mail address or a URL. Default: none is shown."`
	Imprint        string   `name:"site-imprint" group:"Site" help:"URL of the imprint. Default: none is linked."`
	Language       string   `name:"site-language" group:"Site" default:"en" help:"Language of pages for readers whose browser asks for none of --site-languages; the desk's titles are taken to be in it. Default: en."`
	Languages      []string `name:"site-languages" group:"Site" default:"en,uk,ru,pl" help:"Languages that pages are offered in, of en, uk, ru and pl. Default: all."`
	DataLicence    string   `name:"data-licence" group:"Site" default:"CC BY 4.0" help:"Licence of the data, as exports name it. Default: CC BY 4.0."`
	DataLicenceURL string   `name:"data-licence-url" group:"Site" default:"https://creativecommons.org/licenses/by/4.0/" help:"URL of that licence. Default: that of CC BY 4.0."`
	Attribution    string   `name:"attribution" group:"Site" help:"Credit that users of the data must give. Default: the publisher, else the name of the site."`
	DefaultView    string   `name:"default-view" group:"Site" default:"16,43,56,61" help:"Box the map opens with where the address names none: west,south,east,north in degrees. Default: 16,43,56,61."`
	ReportURL      string   `name:"report-url" group:"Site" help:"Where \"report an error\" leads; {url} is replaced by the incident's page. Default: the contact."`
}

// DefaultSite returns the settings of a site whose operator set none.
func DefaultSite() Site {
	return Site{
		Name:           "Strikemap",
		Language:       "en",
		Languages:      []string{"en", "uk", "ru", "pl"},
		DataLicence:    "CC BY 4.0",
		DataLicenceURL: "https://creativecommons.org/licenses/by/4.0/",
		DefaultView:    "16,43,56,61",
	}
}

// Credit returns the attribution, or what stands for it.
func (s Site) Credit() string {
	for _, text := range []string{s.Attribution, s.Publisher, s.Name} {
		if text != "" {
			return text
		}
	}
	return "Strikemap"
}

// The notes that stand with every map, page and export.
const (
	NoteReported = "Reported, not verified, unless the status says so."
	NoteRecords  = "Records kept, not all events."
	NoteBorders  = "Internationally recognised borders (UN General Assembly resolution 68/262). No opinion on any legal status is expressed."
)
