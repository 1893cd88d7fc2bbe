package dev.chainrule.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.chainrule.layer.Build;
import dev.chainrule.layer.Layer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.layer.MaxPool;
import dev.chainrule.layer.Relu;
import dev.chainrule.layer.Scale;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Names of records, and what every record of settings has.
class CatalogueTest {
    record Twice(double times) implements LayerSpec {
        @Override
        public Layer build(Build at) {
            return new Scale(2 * times);
        }
    }

    static Stream<Class<?>> records() {
        return Stream.of(Catalogue.LAYERS, Catalogue.RULES, Catalogue.LOSSES, Catalogue.PENALTIES)
                .flatMap(catalogue -> catalogue.ids().stream().map(catalogue::type));
    }

    @Test
    void idsAndRecordsBelongToEachOther() {
        assertThat(Catalogue.LAYERS.type("max-pool")).isEqualTo(MaxPool.Settings.class);
        assertThat(Catalogue.LAYERS.id(MaxPool.Settings.square(2))).isEqualTo("max-pool");
        assertThat(Catalogue.LAYERS.ids(LayerSpec.Normalization.class))
                .containsExactly("batch-norm", "layer-norm", "group-norm");
    }

    @Test
    void aRecordOfOnesOwnJoinsACopy() {
        Catalogue<LayerSpec> more = Catalogue.LAYERS.with("twice", Twice.class);
        assertThat(more.id(new Twice(3))).isEqualTo("twice");
        assertThat(more.ids()).contains("twice").hasSize(Catalogue.LAYERS.ids().size() + 1);
        assertThat(Catalogue.LAYERS.ids()).doesNotContain("twice");
    }

    @Test
    void whatIsTakenOrUnknownIsRefused() {
        assertThatThrownBy(() -> Catalogue.LAYERS.with("relu", Twice.class))
                .hasMessage("Catalogue: layer relu is taken; expected a name of its own");
        assertThatThrownBy(() -> Catalogue.LAYERS.with("rectifier", Relu.Settings.class))
                .hasMessageContaining("is there under another name");
        assertThatThrownBy(() -> Catalogue.LAYERS.with("Two words", Twice.class))
                .hasMessageStartingWith("Catalogue: layer Two words is no id");
        assertThatThrownBy(() -> Catalogue.RULES.type("adams"))
                .hasMessageStartingWith("Catalogue: rule adams is unknown; expected one of sgd, ");
        assertThatThrownBy(() -> Catalogue.LAYERS.id(new Twice(1))).hasMessageContaining("has no id");
    }

    /// The types that `of` takes are those of the first components.
    @ParameterizedTest
    @MethodSource("records")
    void whatMustBeGivenComesFirst(Class<?> type) {
        List<Class<?>> components = Arrays.stream(type.getRecordComponents())
                .<Class<?>>map(RecordComponent::getType)
                .toList();
        for (Method method : type.getDeclaredMethods()) {
            if (method.getName().equals("of") && Modifier.isStatic(method.getModifiers())) {
                List<Class<?>> required = List.of(method.getParameterTypes());
                assertThat(components.subList(0, required.size())).isEqualTo(required);
            }
        }
    }

    /// A component may be left out only where the record says what is usual.
    @ParameterizedTest
    @MethodSource("records")
    void onlyAFactorySaysWhatIsUsual(Class<?> type) {
        assertThat(type.getDeclaredConstructors()).hasSize(1);
    }

    /// All but what must be given can be changed by itself in a record that is large enough for it to matter.
    @ParameterizedTest
    @MethodSource("records")
    void oneComponentChangesWithoutTheRest(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        List<Method> methods = List.of(type.getDeclaredMethods());
        int required = methods.stream()
                .filter(method -> method.getName().equals("of") && Modifier.isStatic(method.getModifiers()))
                .mapToInt(Method::getParameterCount)
                .findFirst()
                .orElse(components.length);
        if (components.length >= 3) {
            for (int i = required; i < components.length; i++) {
                String name = components[i].getName();
                assertThat(methods)
                        .extracting(Method::getName)
                        .contains("with" + name.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + name.substring(1));
            }
        }
    }
}
