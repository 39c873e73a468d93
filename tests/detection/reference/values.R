# Reference values from R's surveillance (made with 1.20.3, Debian's r-cran-surveillance):
#   Rscript tests/detection/reference/values.R DATA OUT
# DATA is the folder with the exported data sets (../shared/data/reference), OUT a folder for the CSV files,
# which are then packed with `xz -9` beside this script. Anyone with R can run it.
suppressMessages(library(surveillance))
arguments <- commandArgs(trailingOnly = TRUE)
data_in <- arguments[1]
out <- arguments[2]
dir.create(out, showWarnings = FALSE, recursive = TRUE)
cat("surveillance", as.character(packageVersion("surveillance")), "\n")

wide <- function(file, by = "unit") {
  long <- read.csv(file.path(data_in, file), colClasses = setNames("character", by))
  sapply(split(long, factor(long[[by]], unique(long[[by]]))), function(part) part$count[order(part$t)])
}

weeks <- function(counts, first, dated = FALSE, frequency = 52) {
  counts <- as.matrix(counts)
  if (dated) {
    step <- if (frequency == 52) 7 else 1
    epoch <- as.numeric(as.Date(first) + step * (seq_len(nrow(counts)) - 1))
    new("sts", observed = counts, epoch = epoch, epochAsDate = TRUE, freq = frequency,
        start = c(as.numeric(format(as.Date(first), "%Y")), 1))
  } else {
    sts(counts, start = c(2001, 1), frequency = frequency)
  }
}

momo <- read.csv(file.path(data_in, "momo_DK_weekly.csv"))
campy <- read.csv(file.path(data_in, "campyDE_weekly.csv"))
agona <- read.csv(file.path(data_in, "salmonella_agona_UK_weekly.csv"))
ears_counts <- t(as.matrix(read.csv(file.path(data_in, "ears/counts_200x730.csv"), header = FALSE)))
dimnames(ears_counts) <- NULL
sets <- list(
  survstat = weeks(wide("survstat_labelled_weekly.csv", "series"), 2001),
  hepatitis = weeks(wide("hepA_berlin_labelled_long.csv"), 2001),
  newport = weeks(wide("salmNewport_states_long.csv"), 2001),
  agona = weeks(agona$count, 1990),
  momo = weeks(momo[, 3:10], momo$date[1], dated = TRUE),
  campylobacter = weeks(campy$case, campy$date[1], dated = TRUE),
  daily = weeks(ears_counts[, 1:20], "2018-01-01", dated = TRUE, frequency = 365)
)

# One row for each judged point: data set, options, series (from 0), time (from 0), upper, alarm and others.
rows <- function(set, options, result, first, last, extra = list()) {
  n <- last - first + 1
  series <- ncol(result@observed)
  columns <- data.frame(set = set, options = options, series = rep(seq_len(series) - 1, each = n),
                        time = rep(first:last - 1, series), upper = as.vector(result@upperbound),
                        alarm = as.integer(as.vector(result@alarm)))
  if (length(extra)) cbind(columns, extra) else columns
}

save <- function(table, name) {
  table[] <- lapply(table, function(column) if (is.double(column)) signif(column, 10) else column)
  write.csv(table, file.path(out, name), row.names = FALSE, quote = FALSE)
}

# --- EARS ---------------------------------------------------------------------------------------------
found <- list()
for (set in names(sets)) for (method in c("C1", "C2")) {
  first <- if (method == "C1") 8 else 10
  last <- nrow(sets[[set]])
  for (least in c(0, 0.5)) {
    result <- earsC(sets[[set]], list(method = method, range = first:last, minSigma = least))
    found[[length(found) + 1]] <- rows(set, paste0(method, ":", least), result, first, last)
  }
}
save(do.call(rbind, found), "ears.csv")

# --- CUSUM --------------------------------------------------------------------------------------------
found <- list()
for (set in c("survstat", "agona", "campylobacter", "momo", "hepatitis")) {
  first <- 105
  last <- nrow(sets[[set]])
  for (transform in c("standard", "rossi", "anscombe", "pearsonNegBin")) for (mean in c("training", "glm")) {
    for (j in seq_len(ncol(sets[[set]]))) {
      one <- sets[[set]][, j]
      if (mean(observed(one)[1:(first - 1)]) == 0) next
      control <- list(range = first:last, k = 1.04, h = 2.26, trans = transform)
      if (mean == "glm") control$m <- "glm"
      result <- suppressWarnings(cusum(one, control))
      part <- rows(set, paste0(transform, ":", mean), result, first, last)
      part$series <- j - 1
      found[[length(found) + 1]] <- part
    }
  }
}
save(do.call(rbind, found), "cusum.csv")

# --- Farrington flexible ------------------------------------------------------------------------------
base <- list(noPeriods = 1, b = 5, w = 3, alpha = 0.05, thresholdMethod = "delta", glmWarnings = FALSE)
recommended <- modifyList(base, list(noPeriods = 10, pastWeeksNotIncluded = 26, pThresholdTrend = 1, alpha = 0.01,
                                     thresholdMethod = "nbPlugin"))
options <- list(
  default = base,
  plain = modifyList(base, list(reweight = FALSE, trend = FALSE)),
  recommended = recommended,
  seasons = modifyList(recommended, list(thresholdMethod = "delta", pThresholdTrend = 0.05)),
  muan = modifyList(recommended, list(thresholdMethod = "muan")),
  sensitive = modifyList(base, list(weightsThreshold = 1, limit54 = c(1, 4), w = 2))
)
jobs <- list(
  list("survstat", 3, 1), list("hepatitis", 4, 1), list("agona", 5, 1), list("campylobacter", 5, 2),
  list("momo", 5, 4), list("newport", 5, 6), list("daily", 1, 10)
)
found <- list()
for (job in jobs) for (name in names(options)) {
  set <- sets[[job[[1]]]]
  if (job[[1]] == "newport") set <- set[, 1:16]
  control <- modifyList(options[[name]], list(b = job[[2]]))
  last <- nrow(set)
  if (job[[1]] == "daily") last <- 600
  first <- job[[2]] * set@freq + control$w + 3
  for (k in seq(first, last, by = job[[3]])) {
    result <- try(suppressWarnings(farringtonFlexible(set, modifyList(control, list(range = k)))), silent = TRUE)
    if (inherits(result, "try-error")) { cat(job[[1]], name, k, result); next }
    extra <- list(expected = as.vector(result@control$expected), phi = as.vector(result@control$phiVector),
                  p = as.vector(result@control$pvalue), trend = as.vector(result@control$trend))
    found[[length(found) + 1]] <- rows(job[[1]], name, result, k, k, extra)
  }
}
save(do.call(rbind, found), "farrington.csv")
