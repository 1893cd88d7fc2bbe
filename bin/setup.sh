# What the scripts of this folder have in common; each sets `root` and reads this file.

minimum=25

fail() {
    printf 'chainrule: %s\n' "$1" >&2
    exit 1
}

# Sets `jdk` to the home of a JDK that is new enough, judged by its `release` file.
find_jdk() {
    home=${HOME:-/nonexistent}
    on_path=$(readlink -f "$(command -v java)" 2>/dev/null || :)
    for jdk in "${JAVA_HOME:-}" "${on_path%/bin/java}" /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/*java* \
        "${SDKMAN_DIR:-$home/.sdkman}"/candidates/java/* "$home"/.jdks/* \
        "$home"/.asdf/installs/java/* "$home"/.local/share/mise/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home "$home"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        if [ -x "$jdk/bin/javac" ] && [ -r "$jdk/release" ]; then
            while IFS='="' read -r key _ version _; do
                [ "$key" = JAVA_VERSION ] || continue
                major=${version%%[!0-9]*}
                [ "${major:-0}" -lt "$minimum" ] || return 0
            done <"$jdk/release"
        fi
    done
    fail "no JDK $minimum or newer found in JAVA_HOME, PATH, /usr/lib/jvm, /usr/java, /opt, SDKMAN, ~/.jdks, asdf, mise, Homebrew or the macOS folders; install one (for example from https://adoptium.net) or set JAVA_HOME to it."
}

# One at a time: the lock is a symbolic link in a folder, whose text is the owner's process id.
take_lock() {
    mkdir -p "$1" 2>/dev/null || fail "cannot write to $1; Chainrule builds there on first use."
    lock=$1/lock
    until ln -s "$$" "$lock" 2>/dev/null; do
        owner=$(readlink "$lock" || :)
        if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then
            rm -f "$lock"
        elif [ ! -w "$1" ]; then
            fail "cannot write to $1; Chainrule builds there on first use."
        else
            sleep 1
        fi
    done
    trap 'rm -f "$lock"' EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
}

drop_lock() {
    rm -f "$lock"
    trap - EXIT INT TERM
}

# Maven in the JDK that was found, so that the compiler needs no process of its own.
maven() {
    cd "$root"
    JAVA_HOME=$jdk PATH=$jdk/bin:$PATH MAVEN_OPTS="${MAVEN_OPTS:-} -XX:TieredStopAtLevel=1 -XX:+UseSerialGC" \
        mvn -Dtoolchain.jdk.mode=IfMatch -Dmaven.compiler.fork=false "$@"
}

# Runs Maven, and says what went wrong if something did: `maven_or_fail LOG WORDS…`.
maven_or_fail() {
    log=$1
    shift
    command -v mvn >/dev/null || fail "mvn is not on the PATH; install Maven 3.8.7 or newer."
    (maven -q -B -ntp "$@") </dev/null >"$log" 2>&1 && return
    errors=$(sed -n '/^\[ERROR\]/{p;/\[Help 1\]/q;}' "$log")
    printf '%s\n' "${errors:-$(tail -n 20 "$log")}" >&2
    fail "the build failed; the whole log is $log"
}

# Sets `spark_home` to a folder with the jars of the Spark that Chainrule is compiled with: SPARK_HOME if it holds that
# version, else the one that `fetch_spark` fills, where data sets are kept too.
find_spark() {
    spark_version=$(sed -n 's|.*<spark.version>\(.*\)</spark.version>.*|\1|p' "$root/pom.xml")
    spark_home=${SPARK_HOME:-}
    ! has_spark || return 0
    case $(uname) in
        Darwin) caches=${XDG_CACHE_HOME:-${HOME:-/tmp}/Library/Caches} ;;
        *) caches=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache} ;;
    esac
    spark_home=$caches/chainrule/spark-$spark_version
    has_spark || fetch_spark
}

has_spark() {
    [ -r "$spark_home/jars/spark-core_2.13-$spark_version.jar" ]
}

# A folder that is there is complete: it gets its name when all is in it.
fetch_spark() {
    take_lock "${spark_home%/*}"
    if ! has_spark; then
        printf 'Fetching Spark %s by Maven (first use of it; 102 MB, kept in %s) …\n' "$spark_version" "$spark_home" >&2
        rm -rf "$spark_home.new"
        maven_or_fail "${spark_home%/*}/spark.log" -Dfast -pl spark -am package -Dspark.home="$spark_home.new"
        mv "$spark_home.new" "$spark_home"
    fi
    drop_lock
}
