package dev.chainrule.lab.search;

import dev.chainrule.kernel.NormalDistribution;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/// Where in a space some points lie, as a density: the mean of a kernel around each and of the prior, under which all
/// positions are alike.
///
/// A kernel is a product over the settings: of a number a normal distribution cut off at the ends of its range, of a
/// choice the value of its point with a little of all others. It says nothing about a setting that its point does not
/// set, for which it is the prior.
///
/// Source: J. Bergstra et al., *Algorithms for hyper-parameter optimization*, 2011; kernels over all settings at once
/// and bounds of their widths as in S. Watanabe, *Tree-structured Parzen estimator*, 2023.
final class ParzenModel {
    private final SearchSpace space;
    private final List<double[]> points;

    /// Of all kernels of numbers, in lengths of their lines.
    private final double width;

    ParzenModel(SearchSpace space, List<Point> points) {
        this.space = space;
        this.points = points.stream().map(space::positions).toList();
        int n = Math.max(1, points.size());
        double scott = 0.2 * StrictMath.pow(n, -1.0 / (space.size() + 4));
        this.width = Math.max(scott, 1.0 / Math.min(100, n + 1));
    }

    /// A point from the density.
    Point draw(RandomGenerator random) {
        int kernel = random.nextInt(points.size() + 1);
        double[] centre = kernel == points.size() ? new double[0] : points.get(kernel);
        List<Varied> settings = space.settings();
        return space.point(each -> {
            int i = settings.indexOf(each);
            boolean prior = i >= centre.length || Double.isNaN(centre[i]);
            return each.dimension().at(prior ? random.nextDouble() : draw(each.dimension(), centre[i], random));
        });
    }

    private double draw(Dimension dimension, double centre, RandomGenerator random) {
        if (dimension instanceof Dimension.Choice) {
            return random.nextDouble() < likeness() ? centre : random.nextDouble();
        }
        double drawn;
        do {
            drawn = centre + width * random.nextGaussian();
        } while (drawn < 0 || drawn > 1);
        return drawn;
    }

    /// How much of a kernel lies on the choice of its point alone; the rest on all alike.
    private double likeness() {
        return points.size() / (points.size() + 1.0);
    }

    /// The density at a point, by the positions of its values.
    double at(Point point) {
        double[] x = space.positions(point);
        List<Double> kernels = new ArrayList<>();
        kernels.add(kernel(new double[0], x));
        points.forEach(centre -> kernels.add(kernel(centre, x)));
        return kernels.stream().mapToDouble(Double::doubleValue).sum() / kernels.size();
    }

    private double kernel(double[] centre, double[] x) {
        double product = 1;
        for (int i = 0; i < x.length; i++) {
            if (i < centre.length && !Double.isNaN(centre[i]) && !Double.isNaN(x[i])) {
                product *= factor(space.settings().get(i).dimension(), centre[i], x[i]);
            }
        }
        return product;
    }

    /// How many times as dense a kernel is along one setting as the prior.
    private double factor(Dimension dimension, double centre, double x) {
        return switch (dimension) {
            case Dimension.Choice choice ->
                1 - likeness() + (centre == x ? likeness() * choice.values().size() : 0);
            case Dimension.Uniform _, Dimension.Log _, Dimension.Whole _ -> {
                double inside = NormalDistribution.cumulative((1 - centre) / width)
                        - NormalDistribution.cumulative(-centre / width);
                yield NormalDistribution.density((x - centre) / width) / (width * inside);
            }
        };
    }
}
