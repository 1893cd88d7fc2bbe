package dev.chainrule.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "0.0000001, <1 ms",
        "0.04, 40 ms",
        "1, 1.0 s",
        "9.94, 9.9 s",
        "9.96, 10 s",
        "44.6, 45 s",
        "59.6, '1:00'",
        "187, '3:07'",
        "7395, '2:03:15'",
        "442800, 5 d 3 h",
        "NaN, –"
    })
    void aTimeIsWrittenForPeople(double seconds, String text) {
        assertThat(Figures.duration(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"44.6, 45 s", "187, '3:07'", "7395, '2:03 h'", "80000, 22 h", "442800, 5 d", "NaN, –"})
    void aLongTimeIsWrittenInFewCharacters(double seconds, String text) {
        assertThat(Figures.briefly(seconds)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "2.302585, 2.303",
        "19.1262, 19.13",
        "0.8546, 0.8546",
        "0.0256, 0.02560",
        "0.00052, 0.0005200",
        "1e-9, 1.000e-09",
        "-2.5, -2.500",
        "12345.6, 12346",
        "1e30, 1.000e+30",
        "NaN, –",
        "Infinity, ∞"
    })
    void aLossHasFourSignificantDigits(double loss, String text) {
        assertThat(Figures.significant(loss)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({
        "0.001, 0.001",
        "0.00046733, 0.000467",
        "3.432e-5, 3.43e-05",
        "5e-4, 0.0005",
        "1, 1",
        "1e7, 1e+07",
        "0, 0"
    })
    void aRateHasNoNeedlessDigit(double rate, String text) {
        assertThat(Figures.compact(rate)).isEqualTo(text);
    }

    @Test
    void noNumberDependsOnTheLocale() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("ar-EG-u-nu-arab"));
            assertThat(Figures.percent(0.1234)).isEqualTo("12.3 %");
            assertThat(Figures.count(1234, "step")).isEqualTo("1,234 steps");
            assertThat(Figures.count(1, "step")).isEqualTo("1 step");
            assertThat(Figures.duration(442_800)).isEqualTo("5 d 3 h");
            assertThat(Figures.compact(1e-7)).isEqualTo("1e-07");
        } finally {
            Locale.setDefault(before);
        }
    }
}
