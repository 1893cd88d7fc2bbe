package dev.chainrule.spark;

import dev.chainrule.lab.settings.SettingsException;
import dev.chainrule.settings.Require;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where Spark computes, as the option `--on` says it.
sealed interface Place {
    /// What a place looks like.
    String FORMS = "spark://HOST:PORT, local-cluster[N,C,MB] or local[N]";

    /// The name that Spark knows it by.
    String master();

    /// A standalone cluster, by its master.
    ///
    /// @param host name or address of the master
    /// @param port at which it listens
    record Standalone(String host, int port) implements Place {
        /// Checks the numbers.
        public Standalone {
            Require.that(port >= 1 && port < 1 << 16, "--on", "port", port, "between 1 and 65535");
        }

        @Override
        public String master() {
            return "spark://" + host + ":" + port;
        }

        /// Whether its master is on this machine, and hears this machine alone.
        boolean isLoopback() {
            return host.equals("localhost") || host.startsWith("127.");
        }
    }

    /// A cluster that begins and ends with this process: a process for each executor, on this machine.
    ///
    /// @param executors how many
    /// @param cores of each
    /// @param mebibytes heap of each
    record LocalCluster(int executors, int cores, int mebibytes) implements Place {
        /// Less than this Spark refuses.
        private static final int LEAST_MEBIBYTES = 512;

        /// Checks the numbers.
        public LocalCluster {
            Require.that(executors >= 1, "--on", "executors", executors, "at least 1");
            Require.that(cores >= 1, "--on", "cores", cores, "at least 1");
            Require.that(
                    mebibytes >= LEAST_MEBIBYTES,
                    "--on",
                    "MB",
                    mebibytes,
                    "at least " + LEAST_MEBIBYTES + " for each executor");
        }

        @Override
        public String master() {
            return "local-cluster[%s,%s,%s]".formatted(executors, cores, mebibytes);
        }
    }

    /// Threads of this process: the way through Spark without a cluster.
    ///
    /// @param threads how many trials go side by side
    record Local(int threads) implements Place {
        /// Checks the numbers.
        public Local {
            Require.that(threads >= 1, "--on", "threads", threads, "at least 1");
        }

        @Override
        public String master() {
            return "local[" + threads + "]";
        }
    }

    /// Reads what the option says.
    ///
    /// @throws SettingsException if it is of another form
    static Place of(String text) {
        Matcher standalone = Pattern.compile("spark://([^:/,\\s]+|\\[[0-9a-fA-F:]+]):(\\d{1,6})")
                .matcher(text);
        if (standalone.matches()) {
            return new Standalone(standalone.group(1), Integer.parseInt(standalone.group(2)));
        }
        Matcher cluster = Pattern.compile("local-cluster\\[\\s*(\\d{1,6})\\s*,\\s*(\\d{1,6})\\s*,\\s*(\\d{1,6})\\s*]")
                .matcher(text);
        if (cluster.matches()) {
            return new LocalCluster(number(cluster, 1), number(cluster, 2), number(cluster, 3));
        }
        Matcher local = Pattern.compile("local\\[\\s*(\\d{1,6}|\\*)\\s*]").matcher(text);
        if (local.matches()) {
            boolean all = local.group(1).equals("*");
            return new Local(all ? Runtime.getRuntime().availableProcessors() : number(local, 1));
        }
        throw new SettingsException(
                "--on: '%s' is no place that is known; expected %s, for example --on local-cluster[2,1,2048]"
                        .formatted(text, FORMS));
    }

    private static int number(Matcher matcher, int group) {
        return Integer.parseInt(matcher.group(group));
    }
}
