package dev.chainrule.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.settings.SettingsException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Clusters that are not there.
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class ConnectionTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"spark://127.0.0.1:1|Connection refused", "spark://no-such-host.invalid:7077|unknown host"})
    void whereNothingAnswersItIsSaidAtOnce(String place, String reason) {
        assertThatThrownBy(() -> Cluster.open(Place.of(place)))
                .isInstanceOf(SettingsException.class)
                .hasMessage("--on: %s does not answer (%s); expected the master of a running cluster of Spark 4.2.0."
                                .formatted(place, reason)
                        + " Start one, or try --on local-cluster[2,1,2048]");
    }

    @Test
    void whatListensButIsNoMasterIsGivenTwentySeconds() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Place place = Place.of("spark://127.0.0.1:" + other.getLocalPort());
            long start = System.nanoTime();

            assertThatThrownBy(() -> Cluster.open(place))
                    .isInstanceOf(SettingsException.class)
                    .hasMessageContaining("something listens there, but does not take this program in");
            assertThat((System.nanoTime() - start) / 1_000_000_000).isBetween(19L, 30L);
        }
    }
}
