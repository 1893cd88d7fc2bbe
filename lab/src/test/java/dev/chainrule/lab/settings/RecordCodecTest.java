package dev.chainrule.lab.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.lab.settings.Setting.Section;
import dev.chainrule.settings.Inlined;
import dev.chainrule.settings.OrAll;
import dev.chainrule.settings.Require;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The codec on records that are not the library's own: nothing but their components says how they are read.
class RecordCodecTest {
    record Garden(
            String name,
            Size size,
            Plant plant,
            List<Integer> rows,
            Optional<Fence> fence,
            @Inlined Watering watering,
            boolean open) {
        static Garden of(String name, Size size) {
            return new Garden(name, size, new Tree(3), List.of(1), Optional.empty(), Watering.of(), true);
        }
    }

    record Size(int height, int width) {}

    record Watering(@OrAll int maximumLitres, Season bestSeason) {
        Watering {
            Require.atLeast(1, "Watering", "maximumLitres", maximumLitres);
        }

        static Watering of() {
            return new Watering(Integer.MAX_VALUE, Season.EARLY_SPRING);
        }
    }

    enum Season {
        EARLY_SPRING,
        SUMMER
    }

    record Fence(double height, boolean painted) {
        Fence {
            Require.positive("Fence", "height", height);
        }

        static Fence of(double height) {
            return new Fence(height, false);
        }
    }

    sealed interface Plant {
        int age();
    }

    record Tree(int age) implements Plant {}

    record Rose(int age, Colour colour) implements Plant {
        static Rose of(int age) {
            return new Rose(age, Colour.RED);
        }
    }

    record Ivy(int age, Plant on) implements Plant {}

    enum Colour {
        RED,
        WHITE
    }

    private static final RecordCodec CODEC =
            new RecordCodec(new Schema(List.of(), Map.of(Plant.class, "plant"), Size.class));

    private static Garden read(String yaml) {
        return CODEC.read(Garden.class, YamlReader.read(yaml, "my.yaml"));
    }

    @Test
    void whatIsNotGivenIsAsUsual() {
        assertThat(read("name: kitchen\nsize: 3")).isEqualTo(Garden.of("kitchen", new Size(3, 3)));
    }

    @Test
    void everyComponentHasAKey() {
        String yaml = """
            name: 'my garden'
            size: [3, 5]
            plant: {plant: ivy, age: 2, on: {plant: rose, age: 4, colour: white}}
            rows: [4, 5]
            fence: {height: 1.5, painted: true}
            maximum-litres: 7
            best-season: summer
            open: false
            """;
        Garden garden = new Garden(
                "my garden",
                new Size(3, 5),
                new Ivy(2, new Rose(4, Colour.WHITE)),
                List.of(4, 5),
                Optional.of(new Fence(1.5, true)),
                new Watering(7, Season.SUMMER),
                false);
        assertThat(read(yaml)).isEqualTo(garden);
        assertThat(YamlReader.read(YamlWriter.write(CODEC.write(garden)), "again.yaml"))
                .isNotNull();
        assertThat(CODEC.read(Garden.class, CODEC.write(garden))).isEqualTo(garden);
    }

    @Test
    void aValueStandsForTheSectionThatItIsShortFor() {
        assertThat(read("name: a\nsize: 1\nplant: {plant: tree, age: 1}\nfence: 2")
                        .fence())
                .contains(new Fence(2, false));
        assertThat(read("name: a\nsize: 1\nfence: none\nmaximum-litres: all"))
                .isEqualTo(Garden.of("a", new Size(1, 1)));
    }

    @Test
    void keysAreWrittenInTheOrderOfTheComponents() {
        assertThat(YamlWriter.write(CODEC.write(Garden.of("a", new Size(1, 2)))))
                .isEqualTo("""
                    name: a
                    size: [1, 2]
                    plant:
                      plant: tree
                      age: 3
                    rows: [1]
                    fence: none
                    maximum-litres: all
                    best-season: early-spring
                    open: true
                    """);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "size: 1 | my.yaml line 1: name is missing; expected a text",
                "nme: a | key 'nme' is unknown; expected one of name, size, plant, rows, fence, maximum-litres,"
                        + " best-season, open. Did you mean 'name'?",
                "maximum-litres: 0 | my.yaml line 3: maximum-litres 0 is out of range; expected a whole number of at"
                        + " least 1",
                "maximum-litres: many | maximum-litres 'many' is no number; expected a whole number of at least 1",
                "maximum-litres: 1.5 | maximum-litres 1.5 is no whole number; expected a whole number of at least 1",
                "maximum-litres: 99999999999 | maximum-litres 99999999999 is out of range; expected",
                "fence: .nan | fence.height .nan is out of range; expected a finite number above 0",
                "fence: {height: 1, width: 2} | key 'fence.width' is unknown; expected one of height, painted",
                "plant: rosa | plant.plant 'rosa' is unknown; expected one of tree, rose, ivy. Did you mean 'rose'?",
                "plant: {age: 1} | plant.plant is missing; expected one of tree, rose, ivy",
                "plant: {plant: tree, age: 1, colour: red} | key 'plant.colour' is unknown; expected one of plant,"
                        + " age. It is a key of plant rose",
                "plant: {plant: ivy, age: 1, on: {plant: tree}} | plant.on.age is missing; expected a whole number",
                "best-season: winter | best-season 'winter' is unknown; expected one of early-spring, summer",
                "open: yes | open 'yes' is unknown; expected one of true, false",
                "rows: 5 | rows 5 is no list; expected a list of whole numbers",
                "rows: [x] | rows 'x' is no number; expected a whole number",
                "rows: [[1]] | rows a list inside the list does not fit",
                "{name: a, size: [1]} | size [1] is no pair; expected rows and columns",
                "name: [a] | name [a] is no single value; expected a text"
            })
    void aMistakeIsNamedWithItsPlaceAndWhatIsExpected(String yaml, String message) {
        String base = "name: a\nsize: 1\n";
        String whole = yaml.matches("(size|name|nme|[{]).*") ? yaml : base + yaml;
        assertThatThrownBy(() -> read(whole))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining(message)
                .hasMessageNotContaining("\n");
    }

    private static Garden over(String below, String above) {
        Section merged = CODEC.over(
                Garden.class, YamlReader.read(below, "below"), YamlReader.read(above, "above"), Map.of("name", "rows"));
        return CODEC.read(Garden.class, merged);
    }

    @Test
    void anotherRecordTakesOverWhatAllOfThemShare() {
        String below = "name: a\nsize: 1\nplant: {plant: rose, age: 7, colour: white}";
        assertThat(over(below, "plant: rose").plant()).isEqualTo(new Rose(7, Colour.WHITE));
        assertThat(over(below, "plant: tree").plant()).isEqualTo(new Tree(7));
        assertThat(over(below, "plant: {age: 8}").plant()).isEqualTo(new Rose(8, Colour.WHITE));
        assertThat(over(below, "plant: 8").plant()).isEqualTo(new Rose(8, Colour.WHITE));
    }

    @Test
    void aKeyThatOnlyOneRecordRequiresChoosesIt() {
        assertThat(over("name: a\nsize: 1\nplant: {plant: rose, age: 7}", "plant: {on: {plant: tree, age: 1}}")
                        .plant())
                .isEqualTo(new Ivy(7, new Tree(1)));
    }

    @Test
    void optionalPartsComeAndGo() {
        assertThat(over("name: a\nsize: 1\nfence: none", "fence: 3").fence()).contains(new Fence(3, false));
        assertThat(over("name: a\nsize: 1\nfence: {height: 1, painted: true}", "fence: 3")
                        .fence())
                .contains(new Fence(3, false));
        assertThat(over("name: a\nsize: 1\nfence: {height: 1, painted: true}", "fence: {height: 3}")
                        .fence())
                .contains(new Fence(3, true));
        assertThat(over("name: a\nsize: 1\nfence: {height: 1, painted: true}", "fence: none")
                        .fence())
                .isEmpty();
    }

    @Test
    void whatIsUsualForAnotherChoiceStartsAnew() {
        assertThat(over("name: a\nsize: 1\nrows: [5]", "name: a").rows()).containsExactly(5);
        assertThat(over("name: a\nsize: 1\nrows: [5]", "name: b").rows()).containsExactly(1);
        assertThat(over("name: a\nsize: 1\nrows: [5]", "name: b\nrows: [6]").rows())
                .containsExactly(6);
    }

    @Test
    void theWordsBehindAKeyAreKnown() {
        assertThat(CODEC.words(Garden.class, "plant")).containsExactly("tree", "rose", "ivy");
        assertThat(CODEC.words(Garden.class, "plant.on.colour")).containsExactly("red", "white");
        assertThat(CODEC.words(Garden.class, "best-season")).containsExactly("early-spring", "summer");
    }
}
