package dev.chainrule.lab.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.chainrule.data.LabeledImages;
import dev.chainrule.data.PixelScaling;
import dev.chainrule.evaluate.TestTimeAugmentation;
import dev.chainrule.lab.dataset.Background;
import dev.chainrule.lab.dataset.BundledCifar10;
import dev.chainrule.lab.dataset.Part;
import dev.chainrule.lab.page.HtmlRenderer;
import dev.chainrule.lab.page.Picture;
import dev.chainrule.lab.predict.Preparation;
import dev.chainrule.lab.predict.TrainedModel;
import dev.chainrule.layer.Mode;
import dev.chainrule.model.Model;
import dev.chainrule.model.ModelBuilder;
import dev.chainrule.random.NumpyRandom;
import dev.chainrule.random.RandomKey;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.zoo.ConvNets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final LabeledImages TRAINING = BundledCifar10.load().train().slice(0, 60);
    private static final LabeledImages VALIDATION = BundledCifar10.load().validation();
    private static final TrainedModel TRAINED = trained();

    private static TrainedModel trained() {
        PixelScaling scaling = PixelScaling.of(PixelScaling.Kind.STANDARDIZED_CHANNEL, TRAINING);
        Model model = ModelBuilder.build(ConvNets.small(TRAINING.imageShape(), List.of(6, 8), 10), new NumpyRandom(1));
        int[] examples = {0, 1, 2, 3, 4, 5, 6, 7};
        Tensor x = new dev.chainrule.data.ImageDataset(TRAINING, scaling, model.input())
                .batch(examples, model.precision())
                .x();
        model.forward(x, new Mode.Train(RandomKey.of(1))); // statistics for evaluation
        return new TrainedModel(
                model,
                TRAINING.classNames(),
                scaling,
                Preparation.of(TRAINING.imageShape(), new Background(255, 255, 255)),
                TestTimeAugmentation.NONE,
                "1");
    }

    private static Look look(Look.Aim aim) {
        List<Subject> subjects = new Subjects(VALIDATION, Part.VALIDATION).at(List.of(4, 2));
        return Look.at(TRAINED, subjects, Optional.of(TRAINING), aim, Optional.empty());
    }

    @Test
    void everyWayOfLookingHasItsPartOfThePage() {
        List<Double> shares = new ArrayList<>();
        Explanation seen = Explanation.of(look(new Look.Aim.Answer()), List.of(Method.values()), shares::add);

        assertThat(seen.passedOver()).isEmpty();
        assertThat(shares).isSorted().last().isEqualTo(1.0);
        String page = HtmlRenderer.render(seen.report("mine", "chainrule explain mine", List.of("a note")));
        assertThat(page)
                .contains(
                        "Looking inside mine",
                        "a note",
                        "validation image 4",
                        "Grad-CAM",
                        "images of-6",
                        "class=\"images of-7\"")
                .contains("relu-1", "chainrule explain mine");
        assertThat((double) seen.figures().get("completeness_error")).isBetween(0.0, 0.01);
        assertThat(HtmlRenderer.render(
                        Explanation.of(look(new Look.Aim.Answer()), List.of(Method.values()), share -> {})
                                .report("mine", "chainrule explain mine", List.of("a note"))))
                .isEqualTo(page);
    }

    @Test
    void theClassThatIsExplainedIsTheAnswerTheLabelOrOneForAll() {
        Look answers = look(new Look.Aim.Answer());
        for (int n = 0; n < 2; n++) {
            assertThat(answers.className(answers.classes()[n]))
                    .isEqualTo(answers.predictions().get(n).best().name());
        }
        assertThat(look(new Look.Aim.Label()).classes())
                .containsExactly(VALIDATION.labels()[4], VALIDATION.labels()[2]);
        assertThat(look(new Look.Aim.One(7)).classes()).containsExactly(7, 7);
    }

    @Test
    void theUntrainedNetworkHasOtherWeights() {
        Model other = Untrained.of(TRAINED.model(), look(new Look.Aim.Answer()).x());
        assertThat(other.parameter("W1").value().toArray())
                .isNotEqualTo(TRAINED.model().parameter("W1").value().toArray());
        OptionalDouble same = Maps.correlation(List.of(new double[] {1, -2, 3}), List.of(new double[] {10, 20, -30}));
        assertThat(same).hasValue(1);
    }

    @Test
    void theWorstImageIsTheOneWhoseLabelIsHeldLeastLikely() {
        Subjects all = new Subjects(VALIDATION.slice(0, 30), Part.VALIDATION);
        List<Subject> worst = all.worst(30, TRAINED);
        double before = 0;
        for (Subject subject : worst) {
            Look look = Look.at(TRAINED, List.of(subject), Optional.empty(), new Look.Aim.Label(), Optional.empty());
            String label = look.className(look.classes()[0]);
            double probability = look.predictions().getFirst().classes().stream()
                    .filter(choice -> choice.name().equals(label))
                    .findFirst()
                    .orElseThrow()
                    .probability();
            assertThat(probability).isGreaterThanOrEqualTo(before - 1e-6);
            before = probability;
        }
        assertThat(all.ofEachClass()).extracting(Subject::label).doesNotHaveDuplicates();
    }

    @Test
    void mapsAreBrightWhereTheirNumbersAreLarge() {
        Picture heat = MapPicture.heat(1, 3, 0, 0.5, 1);
        assertThat(heat.at(0, 0, 0)).isZero();
        assertThat(heat.at(0, 0, 2)).isEqualTo(0xff);
        assertThat(heat.at(2, 0, 2)).isEqualTo(0xd0);
        Picture signed = MapPicture.signed(1, 3, -1, 0, 1);
        assertThat(signed.at(2, 0, 0)).isGreaterThan(signed.at(0, 0, 0)); // blue
        assertThat(signed.at(0, 0, 1)).isEqualTo(0xf7);
        assertThat(signed.at(0, 0, 2)).isGreaterThan(signed.at(2, 0, 2)); // red
        assertThat(MapPicture.heat(1, 2, 0, 0).at(0, 0, 1)).isZero();
    }
}
