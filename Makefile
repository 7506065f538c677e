# make demo      build and segment an example clip
# make test      build and run every test
# make check     formatting, documentation, tests
# make bench     speed of the kernels beside the machine's peak, of the metrics beside Python's, and of
#                the whole program (make bench-metrics: of the metrics alone)
# make fuzz      readers of files against inputs that libFuzzer makes up, MINUTES (10) in all, or some
#                of them alone: FUZZED="images lists"
# make documentation  pages about the library in .build/documentation
# make sanitize  tests of what runs on many threads, once with addresses checked and once with races
# make install   program, model, completions and manual page under PREFIX (default /usr/local)
# make dist      a tarball and a Debian package in dist/, for machines without Swift
# make clean     remove everything that was built

comma = ,

PREFIX ?= /usr/local
DESTDIR ?=
SWIFT ?= swift
# Beside Swift lie its C compiler and its compiler of documentation.
TOOLCHAIN = $(dir $(realpath $(shell command -v $(SWIFT))))
CLANG ?= $(TOOLCHAIN)clang
SCRATCH ?= .build
# One configuration for tests and program, so that little is compiled twice.
FLAGS = -c release -Xswiftc -enable-testing --scratch-path $(SCRATCH)
BIN = $(SCRATCH)/release

PACKAGES = libsentencepiece-dev libpng-dev libturbojpeg0-dev libsndfile1-dev libsoxr-dev libssl-dev libzstd-dev \
    libhdf5-dev libmatio-dev
# What tests are compiled and compared with.
REFERENCE_PACKAGES = libopenblas-dev python3-venv
# Programs that tests start; where they cannot be installed, those tests are skipped and say so.
TEST_PACKAGES = chromium espeak-ng ffmpeg slurm-wlm
# What tells which packages the program's libraries come from.
DIST_PACKAGES = dpkg-dev
SUDO = $(if $(filter 0,$(shell id -u)),,sudo)

# Example clips: one that was drawn, one of a photograph.
DEMO = blue-car yellow-taxi

# The Python that tests compare the metrics with; the program needs none.
REFERENCE = $(SCRATCH)/reference-python
REFERENCED = REFSEG_REFERENCE_PYTHON="$(abspath $(REFERENCE)/bin/python)"

# Fuzzing compiles everything anew: for coverage, with every access checked.
MINUTES ?= 10
FUZZ = $(abspath $(SCRATCH))-fuzz
FUZZ_FLAGS = -c release --product Fuzz --scratch-path "$(FUZZ)" --sanitize=address \
    -Xswiftc -sanitize=address,fuzzer -Xswiftc -assert-config -Xswiftc Debug -Xswiftc -use-ld=lld
FUZZED = $(notdir $(wildcard Tests/Fuzzing/Corpus/*))

# What users of the library see with one import.
EXPORTED = Decisions,Language,Masks,Media,Speech
CATALOGUE = Sources/Segmenter/Segmenter.docc
# Where the modules of C that it imports are described.
C_MODULES = $(wildcard $(BIN)/*.build/module.modulemap Sources/*/module.modulemap)
TRIPLE = $(shell $(SWIFT)c -print-target-info | sed -n 's/.*"triple" *: *"\(.*\)".*/\1/p' | head -n 1)

# Sanitizers compile everything anew, each for itself; they look at these tests.
SANITIZED = ServingTests|FilmFormatTests|FilmWriterTests|FrameSelectionTests|VideoTests|PrefetchTests|OnlineStreamTests|LanesTests|SightWalkTests|KeyframeWalkTests|TensorsTests
SANITIZE_FLAGS = -c release -Xswiftc -enable-testing -Xswiftc -assert-config -Xswiftc Debug \
    -Xswiftc -use-ld=lld

# The program for other machines has Swift's libraries inside.
DIST = $(abspath $(SCRATCH))-dist
VERSION = $(shell sed -n 's/.*static let version = "\(.*\)"/\1/p' Sources/refseg/Refseg.swift)

.PHONY: demo test check fuzz sanitize bench bench-metrics reference install dist clean packages \
    reference-packages test-packages build documentation pages

demo: build
	@for clip in $(DEMO); do \
	    query=$$(cat Examples/$$clip/query.txt); \
	    echo "$$ refseg \"$$query\" Examples/$$clip/frames -o refseg-out/$$clip"; \
	    "$(BIN)/refseg" "$$query" Examples/$$clip/frames -o refseg-out/$$clip --quiet || exit 1; \
	done
	@echo 'The masks and overlays of the demo are in masks/0 and overlay of refseg-out/{$(subst $() ,$(comma),$(DEMO))}'

test: test-packages reference
	$(REFERENCED) $(SWIFT) test $(FLAGS)

# The formatting; what C compilers warn of; whether Package.swift declares every import; whether the
# documentation speaks of what is there; the tests.
check: test-packages reference
	$(SWIFT) format lint --strict --recursive Package.swift Sources Tests Vocab Examples
	@for folder in CKernels CEvidence CArrayFiles; do \
	    $(CLANG) -fsyntax-only -Wall -Wextra -Werror -I Sources/$$folder/include -I /usr/include/hdf5/serial \
	        $$(find Sources/$$folder -name '*.c') || exit 1; \
	done
	$(SWIFT) build $(FLAGS) --explicit-target-dependency-import-check error
	$(MAKE) pages
	$(REFERENCED) $(SWIFT) test $(FLAGS)

# New inputs gather in .build-fuzz/corpus; one that breaks a reader lies in .build-fuzz/findings.
fuzz: packages
	REFSEG_FUZZ=1 $(SWIFT) build $(FUZZ_FLAGS)
	@mkdir -p "$(FUZZ)/findings"; \
	seconds=$$(( $(MINUTES) * 60 / $(words $(FUZZED)) )); \
	for reader in $(FUZZED); do \
	    echo "$$reader for $$seconds s"; \
	    mkdir -p "$(FUZZ)/corpus/$$reader"; \
	    SWIFT_BACKTRACE=enable=no "$(FUZZ)/release/Fuzz" $$reader \
	        "$(FUZZ)/corpus/$$reader" Tests/Fuzzing/Corpus/$$reader \
	        -max_total_time=$$seconds -max_len=8192 -timeout=10 -malloc_limit_mb=64 \
	        -artifact_prefix="$(FUZZ)/findings/$$reader-" -verbosity=0 -print_final_stats=1 || exit 1; \
	done

documentation: build
	$(MAKE) pages

# Of what is built. DocC is called by itself: its plugin would be one more package for all who depend on this.
pages:
	@rm -rf "$(SCRATCH)/symbols" && mkdir -p "$(SCRATCH)/symbols"
	$(SWIFT) symbolgraph-extract -module-name Segmenter -target $(TRIPLE) -I "$(BIN)/Modules" \
	    $(addprefix -I ,$(dir $(C_MODULES))) -experimental-allowed-reexported-modules=$(EXPORTED) \
	    -minimum-access-level public -skip-inherited-docs -output-dir "$(SCRATCH)/symbols"
	$(TOOLCHAIN)docc convert $(CATALOGUE) --additional-symbol-graph-dir "$(SCRATCH)/symbols" \
	    --fallback-bundle-identifier refseg --output-dir "$(SCRATCH)/documentation" --warnings-as-errors

# What breaks a rule ends the tests. Foundation itself leaks, so leaks are not looked for.
sanitize: test-packages
	for kind in address thread; do \
	    REFSEG_SANITIZE=1 $(SWIFT) build $(SANITIZE_FLAGS) --sanitize=$$kind \
	        --product refsegPackageTests --scratch-path "$(abspath $(SCRATCH))-$$kind" || exit 1; \
	    REFSEG_SANITIZE=1 TSAN_OPTIONS=halt_on_error=1 ASAN_OPTIONS=detect_leaks=0 \
	        $(SWIFT) test $(SANITIZE_FLAGS) --sanitize=$$kind --skip-build \
	        --scratch-path "$(abspath $(SCRATCH))-$$kind" --filter '$(SANITIZED)' || exit 1; \
	done

bench: build bench-metrics
	"$(BIN)/KernelBench"
	"$(BIN)/refseg" bench --table docs/BENCHMARKS.md
	REFSEG="$(BIN)/refseg" Tests/bench.sh

bench-metrics: build reference
	"$(REFERENCE)/bin/python" Tests/Reference/bench_metrics.py "$(BIN)/MetricsBench"

build: packages
	$(SWIFT) build $(FLAGS)

reference: $(REFERENCE)/installed

$(REFERENCE)/installed: Tests/Reference/requirements.txt | reference-packages
	python3 -m venv --clear "$(REFERENCE)"
	"$(REFERENCE)/bin/pip" install --quiet --disable-pip-version-check -r $<
	touch "$@"

# Names every Debian package that is missing and installs it; other systems are left alone.
define install_missing
command -v dpkg >/dev/null || exit 0; \
missing=; for name in $(1); do \
    dpkg -s $$name 2>/dev/null | grep -q '^Status:.* installed' || missing="$$missing $$name"; \
done; \
[ -z "$$missing" ] && exit 0; \
echo "Installing the missing Debian packages:$$missing"; \
$(SUDO) apt-get update -qq && $(SUDO) env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq $(2) $$missing >/dev/null
endef

packages:
	@$(call install_missing,$(PACKAGES))

reference-packages: packages
	@$(call install_missing,$(REFERENCE_PACKAGES))

test-packages: reference-packages
	@$(call install_missing,$(TEST_PACKAGES),--no-install-recommends) || echo 'Without them, some tests are skipped.'

# The program finds the model beside itself, so both go to lib/refseg and bin/ gets a link.
# Builds only where nothing is built yet, since sudo may not know where Swift is.
install:
	@test -x "$(BIN)/refseg" || $(MAKE) build
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/lib/refseg"
	install -m 755 "$(BIN)/refseg" "$(DESTDIR)$(PREFIX)/lib/refseg/refseg"
	rm -rf "$(DESTDIR)$(PREFIX)"/lib/refseg/*.resources
	cp -R "$(BIN)"/*_ShippedFiles.resources "$(DESTDIR)$(PREFIX)/lib/refseg/"
	chmod -R a+rX "$(DESTDIR)$(PREFIX)/lib/refseg"
	ln -sf ../lib/refseg/refseg "$(DESTDIR)$(PREFIX)/bin/refseg"
	install -d "$(DESTDIR)$(PREFIX)/share/bash-completion/completions" \
	    "$(DESTDIR)$(PREFIX)/share/zsh/site-functions" \
	    "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d" "$(DESTDIR)$(PREFIX)/share/man/man1"
	"$(BIN)/refseg" --generate-completion-script bash \
	    > "$(DESTDIR)$(PREFIX)/share/bash-completion/completions/refseg"
	"$(BIN)/refseg" --generate-completion-script zsh \
	    > "$(DESTDIR)$(PREFIX)/share/zsh/site-functions/_refseg"
	"$(BIN)/refseg" --generate-completion-script fish \
	    > "$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/refseg.fish"
	install -m 644 Manual/refseg.1 "$(DESTDIR)$(PREFIX)/share/man/man1/refseg.1"

# Tests/dist.sh tries both on a fresh Debian.
dist: packages
	@$(call install_missing,$(DIST_PACKAGES))
	$(SWIFT) build -c release --product refseg --static-swift-stdlib --scratch-path "$(DIST)"
	rm -rf "$(DIST)/tree" dist
	$(MAKE) install DESTDIR="$(DIST)/tree" PREFIX=/usr BIN="$(DIST)/release"
	Packaging/dist.sh "$(DIST)/tree" $(VERSION) dist

clean:
	$(SWIFT) package clean
	rm -rf .build "$(FUZZ)" "$(DIST)" "$(abspath $(SCRATCH))"-address "$(abspath $(SCRATCH))"-thread dist refseg-out
