package dev.chainrule.lab.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TypedPathTest {
    @ParameterizedTest
    @ValueSource(strings = {"a b", "photos #2", "@home", "%x", "[1]", "{a}", "~user", "a~", "./~", "x: y", "'q'", "*"})
    void everyCharacterIsItself(String text) {
        assertThat(TypedPath.of(text)).hasToString(text);
    }

    @Test
    void aTildeIsTheHomeFolder() {
        Path home =
                TypedPath.home(System.getenv(), System.getProperty("user.home")).orElseThrow();
        assertThat(TypedPath.of("~")).isEqualTo(home);
        assertThat(TypedPath.of("~/")).isEqualTo(home);
        assertThat(TypedPath.of("~/my photos")).isEqualTo(home.resolve("my photos"));
    }

    @Test
    void theVariableSaysWhereHomeIsBeforeTheSystemDoes() {
        assertThat(TypedPath.home(Map.of("HOME", "/h"), "/system")).contains(Path.of("/h"));
        assertThat(TypedPath.home(Map.of("HOME", ""), "/system")).contains(Path.of("/system"));
        assertThat(TypedPath.home(Map.of("HOME", "here"), "?")).isEmpty();
        assertThat(TypedPath.home(Map.of(), "")).isEmpty();
    }

    @Test
    void noNameAndNoPathAreRefused() {
        assertThatThrownBy(() -> TypedPath.of(" ")).hasMessageStartingWith("the name is empty");
        assertThatThrownBy(() -> TypedPath.of("a\0b")).hasMessageStartingWith("'a b' is no path here");
    }
}
