package dev.chainrule.evaluate;

import dev.chainrule.kernel.Kernels;
import dev.chainrule.model.Scorer;
import dev.chainrule.tensor.Precision;
import dev.chainrule.tensor.Shape;
import dev.chainrule.tensor.Tensor;
import dev.chainrule.tensor.Workspace;

/// The mean of another scorer's scores of an image in several forms. It serves one thread at a time.
public final class AugmentedScorer implements Scorer {
    private final Scorer scorer;
    private final TestTimeAugmentation forms;
    private final Shape image;
    private Workspace formByForm = new Workspace();
    private int examples;

    AugmentedScorer(Scorer scorer, TestTimeAugmentation forms, Shape image) {
        this.scorer = scorer;
        this.forms = forms;
        this.image = image;
    }

    @Override
    public Shape input() {
        return scorer.input();
    }

    @Override
    public int classes() {
        return scorer.classes();
    }

    @Override
    public Precision precision() {
        return scorer.precision();
    }

    /// The scores of a batch. One form after the other is computed, so that all take no more memory than one.
    ///
    /// @throws IllegalArgumentException if the batch is not of such images
    @Override
    public Tensor scores(Tensor x) {
        if (x.shape().extent(0) != examples) {
            examples = x.shape().extent(0);
            formByForm = new Workspace(); // arrays of other lengths
        }
        Tensor mean = Tensor.allocate(x.precision(), Shape.of(classes()).batchOf(examples));
        mean.fill(0);
        for (TestTimeAugmentation.View view : forms.views()) {
            formByForm.run(() -> {
                Kernels.of(mean).pointwise().addScaled(scorer.scores(view.of(x, image)), view.share(), mean);
                return mean;
            });
        }
        return mean;
    }

    /// The bytes that the last batch took for one form.
    public long bytesOfForm() {
        return formByForm.bytes();
    }
}
