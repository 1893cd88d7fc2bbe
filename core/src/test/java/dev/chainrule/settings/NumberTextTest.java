package dev.chainrule.settings;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumberTextTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.0, 0",
        "1, 1",
        "0.05, 0.05",
        "2.0000000000000017E-4, 0.0002",
        "2e-5, 2e-5",
        "1.25e-7, 1.25e-7",
        "1e38, 1e38",
        "-1e38, -1e38",
        "0.3333333333333333, 0.3333",
        "123456, 123500",
        "1234567, 1.235e6",
        "99999, 100000",
        "999999, 1e6",
        "0.00099996, 0.001",
        "4.9e-324, 4.941e-324",
        "1.7976931348623157e308, 1.798e308",
        "NaN, NaN",
        "Infinity, Infinity"
    })
    void numbersAreShort(double value, String text) {
        assertThat(NumberText.of(value)).isEqualTo(text);
    }
}
