package dev.chainrule.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.settings.SettingsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceTest {
    @Test
    void thereAreThreeForms() {
        assertThat(Place.of("spark://cluster.example:7077")).isEqualTo(new Place.Standalone("cluster.example", 7077));
        assertThat(Place.of("local-cluster[2, 1,2048]")).isEqualTo(new Place.LocalCluster(2, 1, 2048));
        assertThat(Place.of("local[3]")).isEqualTo(new Place.Local(3));
        assertThat(Place.of("local[*]"))
                .isEqualTo(new Place.Local(Runtime.getRuntime().availableProcessors()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"spark://cluster.example:7077", "spark://[::1]:7077", "local-cluster[2,1,2048]", "local[3]"})
    void sparkIsToldWhatWasTyped(String text) {
        assertThat(Place.of(text).master()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "yarn",
                "spark://cluster",
                "spark://:7077",
                "spark//a:1",
                "local",
                "local[2",
                "local-cluster[2]"
            })
    void anyOtherFormIsRefusedWithTheFormsThatThereAre(String text) {
        assertThatThrownBy(() -> Place.of(text))
                .isInstanceOf(SettingsException.class)
                .hasMessage("--on: '%s' is no place that is known; expected spark://HOST:PORT, local-cluster[N,C,MB] or"
                                .formatted(text)
                        + " local[N], for example --on local-cluster[2,1,2048]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spark://a:0|port 0",
                "spark://a:65536|port 65536",
                "local-cluster[0,1,1024]|executors 0",
                "local-cluster[1,0,1024]|cores 0",
                "local-cluster[1,1,511]|MB 511",
                "local[0]|threads 0"
            })
    void numbersThatCannotBeAreNamed(String text, String what) {
        assertThatThrownBy(() -> Place.of(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("--on: ")
                .hasMessageContaining(what);
    }

    @Test
    void onlyAMasterOnTheLoopbackIsSpokenToOnTheLoopback() {
        assertThat(new Place.Standalone("127.0.0.1", 7077).isLoopback()).isTrue();
        assertThat(new Place.Standalone("localhost", 7077).isLoopback()).isTrue();
        assertThat(new Place.Standalone("cluster.example", 7077).isLoopback()).isFalse();
    }
}
