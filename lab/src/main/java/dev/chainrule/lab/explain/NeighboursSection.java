package dev.chainrule.lab.explain;

import dev.chainrule.explain.Neighbours;
import dev.chainrule.explain.Neighbours.Neighbour;
import dev.chainrule.lab.page.Block.CaptionedPicture;
import dev.chainrule.lab.page.Block.Heading;
import dev.chainrule.lab.page.Block.ImageGrid;
import dev.chainrule.lab.page.Block.Paragraph;
import dev.chainrule.lab.page.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleConsumer;

/// The training images that the last hidden layer holds for most alike with each image.
final class NeighboursSection {
    private static final int MOST_IMAGES = 5000;
    private static final int NEAREST = 6;

    private NeighboursSection() {}

    static Section of(Look look, DoubleConsumer progress) {
        Training training = Training.of(look, MOST_IMAGES);
        float[][] features = Neighbours.features(look.model(), training.data(), training.examples(), progress);
        float[][] queries = Neighbours.features(look.model(), look.x());
        int nearest = Math.min(NEAREST, features.length);
        List<CaptionedPicture> pictures = new ArrayList<>();
        int labelled = 0;
        int same = 0;
        for (int n = 0; n < queries.length; n++) {
            String name = look.subjects().get(n).name();
            pictures.add(new CaptionedPicture(look.picture(n), name, look.answer(n), look.truth(n)));
            for (Neighbour each : Neighbours.nearest(features, queries[n], nearest)) {
                int example = training.examples()[each.position()];
                pictures.add(new CaptionedPicture(
                        training.picture(example),
                        "training image %s, near %s".formatted(example, name),
                        training.className(example),
                        "distance " + Numbers.significant(each.distance())));
                labelled++;
                same += training.className(example)
                                .equals(look.predictions().get(n).best().name())
                        ? 1
                        : 0;
            }
        }
        String layer = Neighbours.layer(look.model());
        String share = "%s of the %s neighbours are of the class that the network names."
                .formatted(Numbers.wholePercent((double) same / labelled), labelled);
        return new Section(
                List.of(
                        new Heading("What it holds for alike"),
                        new Paragraph(
                                "Each image, and the nearest of %s training images by the Euclidean distance of what %s computes, the last hidden layer. %s Why they are near, the distance does not say."
                                        .formatted(Numbers.count(features.length), layer, share)),
                        new ImageGrid("Each image and its neighbours, the nearest first", "", pictures, 1 + nearest)),
                List.of(share),
                Map.of("neighbours_of_the_answer", (double) same / labelled));
    }
}
