package dev.chainrule.lab.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Keys below a list: those of its one item, or of the item that an index names.
class ListItemsTest {
    private static final String TWO = "[{name: half-l2, strength: 0.5}, {name: l1, strength: 0.25}]";

    private static String set(String list, String key, String value) {
        return new SettingsBuilder()
                .preset("quick-fc", "preset")
                .set("penalties", list, "--set penalties")
                .set(key, value, "--set " + key)
                .build()
                .flattened()
                .get("penalties");
    }

    @Test
    void theOneItemNeedsNoIndex() {
        String one = "[{name: full-l2, strength: 0.5, of: all}]";
        String changed = "[{name: full-l2, strength: 0.125, of: all}]";
        assertThat(set(one, "penalties.strength", "0.125")).isEqualTo(changed);
        assertThat(set(one, "penalties[0].strength", "0.125")).isEqualTo(changed);
    }

    @Test
    void anIndexNamesOneOfSeveral() {
        assertThat(set(TWO, "penalties[1].strength", "0.125"))
                .contains("name: half-l2, strength: 0.5", "name: l1, strength: 0.125");
        assertThat(set(TWO, "penalties[0]", "{name: full-l2, strength: 3}"))
                .contains("name: full-l2, strength: 3", "name: l1, strength: 0.25");
    }

    @Test
    void itemsWithinItemsAndNumbersAreReached(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("net.yaml");
        Files.writeString(file, """
            preset: quick
            model:
              layers:
                - flatten
                - {layer: residual, body: [{layer: affine, outputs: 10}, relu]}
                - {layer: affine, outputs: 10}
            """);
        String model = new SettingsBuilder()
                .file(file)
                .set("model.layers[1].body[0].outputs", "7", "--set")
                .build()
                .flattened()
                .get("model.layers");
        assertThat(model).contains("layer: affine, outputs: 7").containsOnlyOnce("outputs: 10");
        assertThat(new SettingsBuilder()
                        .preset("quick-fc", "preset")
                        .set("model.hidden[1]", "64", "--set")
                        .build()
                        .flattened())
                .containsEntry("model.hidden", "[256, 64]");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', quoteCharacter = '"', textBlock = """
        [];                              penalties.strength;    --set penalties.strength: penalties has no items, so 'strength' belongs to none; expected one item. Give one first, such as penalties=[{name: half-l2, strength: 0.1}]
        [l1, half-l2];                   penalties.strength;    --set penalties.strength: penalties has 2 items, so 'strength' belongs to none; expected one item. Write penalties[0].strength for the first
        "[{name: l1, strength: 1}]";     penalties[1].strength; --set penalties[1].strength: [1] does not fit penalties, which has one item; expected [0]
        "[{name: l1, strength: 1}]";     penalties.strengt;     key 'penalties[0].strengt' is unknown
        "[{name: l1, strength: 1}]";     penalties.of;          --set penalties.of: '0.1' is unknown; expected one of weights
        """)
    void whatBelongsToNoItemIsRefused(String list, String key, String message) {
        assertThatThrownBy(() -> set(list, key, "0.1"))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message);
    }
}
