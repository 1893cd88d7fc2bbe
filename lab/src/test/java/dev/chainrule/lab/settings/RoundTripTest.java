package dev.chainrule.lab.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.catalogue.Catalogue;
import dev.chainrule.layer.EvaluationStatistics;
import dev.chainrule.layer.Initializer;
import dev.chainrule.layer.LayerSpec;
import dev.chainrule.loss.Loss;
import dev.chainrule.loss.WeightPenalty;
import dev.chainrule.optim.GradientClipping;
import dev.chainrule.optim.LearningRate;
import dev.chainrule.optim.UpdateRule;
import dev.chainrule.optim.WeightAverage;
import dev.chainrule.random.NumpyRandom;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What is written is read again as the same, for every record of the catalogue with any of its values.
class RoundTripTest {
    private static final int VALUES = 40;
    private static final Schema SCHEMA = RecordCodec.STANDARD.schema();

    static Stream<SettingType.OneOf> everythingThatIsOneOfSeveral() {
        return Stream.of(
                        LayerSpec.class,
                        LayerSpec.Activation.class,
                        LayerSpec.Normalization.class,
                        UpdateRule.class,
                        Loss.class,
                        WeightPenalty.class,
                        LearningRate.class,
                        Initializer.class,
                        EvaluationStatistics.class,
                        GradientClipping.class,
                        WeightAverage.class,
                        SignalPlan.class,
                        ModelSettings.class)
                .map(type -> (SettingType.OneOf) SCHEMA.type(type));
    }

    @ParameterizedTest
    @MethodSource("everythingThatIsOneOfSeveral")
    void everyRecordIsReadAsItWasWritten(SettingType.OneOf one) {
        assertThat(one.variants()).isNotEmpty();
        one.variants().values().forEach(type -> {
            Samples samples = new Samples(SCHEMA, new NumpyRandom(1));
            for (int i = 0; i < VALUES; i++) {
                Record record = samples.of(type);
                String written = YamlWriter.flow(new RecordWriter(SCHEMA).write(one, record));
                Setting.Section section = Setting.under("it", YamlReader.value(written, "sample"), "sample");
                assertThat(new RecordReader(SCHEMA, section, "")
                                .read(one, section.entries().get("it"), "it"))
                        .isEqualTo(record);
            }
        });
    }

    @RepeatedTest(20)
    void anySettingsOfARunAreReadAsTheyWereWritten(RepetitionInfo repetition) {
        Samples samples = new Samples(SCHEMA, new NumpyRandom(repetition.getCurrentRepetition()));
        RunSettings settings = samples.of(RunSettings.class);
        Setting.Section read = YamlReader.read(settings.toYaml(), "run.yaml");
        assertThat(RecordCodec.STANDARD.read(RunSettings.class, read)).isEqualTo(settings);
    }

    @ParameterizedTest
    @MethodSource("everythingThatIsOneOfSeveral")
    void whatIsRequiredComesFirstAndAllElseHasAUsualValue(SettingType.OneOf one) {
        List<Class<?>> open = List.of(
                Catalogue.LAYERS.base(), Catalogue.RULES.base(), Catalogue.LOSSES.base(), Catalogue.PENALTIES.base());
        assertThat(open.stream().anyMatch(base -> base.isAssignableFrom(one.type()))
                        || one.type().isSealed())
                .isTrue();
        one.variants()
                .values()
                .forEach(type -> assertThat(Schema.usual(type).isPresent() || type.getRecordComponents().length <= 1)
                        .as(type.getName())
                        .isTrue());
    }
}
