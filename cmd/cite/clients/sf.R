# R's sf: a page, a filter, and the GeoPackage of all. Prints as checks.py does.
suppressPackageStartupMessages(library(sf))
root <- commandArgs(trailingOnly = TRUE)[1]
items <- paste0(root, "/collections/incidents/items")

check <- function(name, run) {
  said <- tryCatch({ run(); "" }, error = function(e) conditionMessage(e))
  outcome <- if (said == "") "passed" else "failed"
  text <- gsub("\\s+", " ", gsub('["\\\\]', "'", said))
  cat(sprintf('{"check":"%s","outcome":"%s","said":"%s"}\n', name, outcome, text))
}

need <- function(holds, said) if (!isTRUE(holds)) stop(said, call. = FALSE)

matched <- function(address) {
  text <- paste(readLines(address, warn = FALSE), collapse = "")
  as.integer(sub('.*"numberMatched":([0-9]+).*', "\\1", text))
}

check("reads all as GeoJSON", function() {
  incidents <- st_read(quiet = TRUE, paste0(items, "?limit=10000"))
  need(nrow(incidents) == matched(paste0(items, "?limit=1")), paste("reads", nrow(incidents)))
  need(!any(duplicated(incidents$id)), "ids come twice")
  need(inherits(incidents$time_from, "POSIXct"), paste("time_from is", class(incidents$time_from)[1]))
})

check("reads by the OAPIF driver", function() {
  incidents <- st_read(quiet = TRUE, paste0("OAPIF:", root), "incidents")
  need(nrow(incidents) == matched(paste0(items, "?limit=1")), paste("reads", nrow(incidents)))
})

check("filters on the server", function() {
  strikes <- st_read(quiet = TRUE, paste0(items, "?kind=strike&bbox=30,44,42,52&limit=10000"))
  need(nrow(strikes) > 0 && all(strikes$kind == "strike"), "others than strikes come")
  need(nrow(strikes) == matched(paste0(items, "?kind=strike&bbox=30,44,42,52&limit=1")), paste("reads", nrow(strikes)))
})

check("reads the GeoPackage", function() {
  file <- "incidents-of-r.gpkg"
  download.file(paste0(root, "/collections/incidents/download.gpkg"), file, quiet = TRUE, mode = "wb")
  need(nrow(st_read(quiet = TRUE, file, "incidents")) == matched(paste0(items, "?limit=1")), "it has another number")
})
