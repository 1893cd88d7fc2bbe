package dev.chainrule.evaluate;

import java.util.Arrays;

/// How the scores of several members become those of one [Ensemble].
///
/// A score is a logarithm up to a constant: `softmax(s)` is what a network says of the classes. Each way yields scores
/// again, so that whatever reads scores reads those of an ensemble. One member keeps its scores as they are. An example
/// for which a score of a member is infinite or not a number has no answer: all its scores are not a number.
public enum Combination {
    /// The softmax of the result is the mean of the members' softmax, `p = Σ softmax(s_m) / M`. It is computed as
    /// the first member's scores plus what the others change, in logarithms, so that members that are equal change
    /// no bit: `o = s_1 + log(Σ exp(d_m) / M)` with `d_m = (s_m − log Σ exp(s_m)) − (s_1 − log Σ exp(s_1))`.
    PROBABILITIES {
        @Override
        double[] ofSeveral(double[][] members) {
            double[] first = members[0];
            double[] sums = Arrays.stream(members)
                    .mapToDouble(Combination::logarithmOfSum)
                    .toArray();
            double[] out = new double[first.length];
            double[] differences = new double[members.length];
            for (int k = 0; k < out.length; k++) {
                for (int m = 0; m < members.length; m++) {
                    differences[m] = members[m][k] - sums[m] - (first[k] - sums[0]);
                }
                double change = logarithmOfSum(differences) - StrictMath.log(members.length);
                out[k] = change == 0 ? first[k] : first[k] + change; // minus zero stays what it is
            }
            return out;
        }
    },

    /// The mean of the scores. Members whose scores are large count more.
    SCORES {
        @Override
        double[] ofSeveral(double[][] members) {
            double[] mean = members[0].clone();
            for (int m = 1; m < members.length; m++) {
                for (int k = 0; k < mean.length; k++) {
                    double change = (members[m][k] - mean[k]) / (m + 1);
                    mean[k] = change == 0 ? mean[k] : mean[k] + change;
                }
            }
            return mean;
        }
    },

    /// A vote for the class of the highest score, the first of equals. The softmax of the result is
    /// `(v + p) / (M + 1)` with the members' votes `v` and the mean `p` of their softmax, which is one vote more:
    /// it decides between classes that have equally many, and turns over nothing else.
    VOTES {
        @Override
        double[] ofSeveral(double[][] members) {
            double[] votes = new double[members[0].length];
            for (double[] member : members) {
                votes[highest(member)]++;
                double sum = logarithmOfSum(member);
                for (int k = 0; k < votes.length; k++) {
                    votes[k] += StrictMath.exp(member[k] - sum) / members.length;
                }
            }
            return Arrays.stream(votes)
                    .map(v -> StrictMath.log(Math.max(v, Double.MIN_NORMAL) / (members.length + 1)))
                    .toArray();
        }
    };

    private static final double MOST_MEMBERS = 1 << 20;

    /// The scores of one example.
    ///
    /// @param members one row a member, each with a score for every class; in double, so that the mean of many
    /// loses nothing
    /// @throws IllegalArgumentException if there is no member or one has more or fewer scores than another
    public double[] of(double[]... members) {
        if (members.length == 0) {
            throw new IllegalArgumentException("Combination: no member is given; expected one or more");
        }
        for (double[] member : members) {
            if (member.length != members[0].length) {
                throw new IllegalArgumentException("Combination: %s scores do not fit %s; expected equally many"
                        .formatted(member.length, members[0].length));
            }
        }
        if (members.length == 1) {
            return members[0].clone();
        }
        if (!Arrays.stream(members).flatMapToDouble(Arrays::stream).allMatch(Double::isFinite)) {
            double[] none = new double[members[0].length];
            Arrays.fill(none, Double.NaN);
            return none;
        }
        return ofSeveral(members);
    }

    /// What of a member adds up: the class for which the sum over the members is highest is their prediction. It is
    /// for who looks at very many subsets of the same members.
    ///
    /// @param member its scores of an example
    /// @return one number a class; not numbers if a score is not finite
    public double[] share(double[] member) {
        double[] share = member.clone();
        boolean finite = Arrays.stream(member).allMatch(Double::isFinite);
        double sum = finite ? logarithmOfSum(member) : Double.NaN;
        for (int k = 0; k < share.length; k++) {
            double p = StrictMath.exp(member[k] - sum);
            share[k] = switch (this) {
                case PROBABILITIES -> p;
                case SCORES -> finite ? member[k] : Double.NaN;
                case VOTES -> k == highest(member) ? MOST_MEMBERS + p : p;
            };
        }
        return share;
    }

    /// The scores of one example by several members, all finite.
    abstract double[] ofSeveral(double[][] members);

    /// `log Σ exp(x)`, moved by the highest so that nothing overflows. Of M equal numbers x it is `x + log M`.
    private static double logarithmOfSum(double[] values) {
        double highest = values[highest(values)];
        double sum = 0;
        for (double value : values) {
            sum += StrictMath.exp(value - highest);
        }
        return highest + StrictMath.log(sum);
    }

    private static int highest(double[] values) {
        int best = 0;
        for (int k = 1; k < values.length; k++) {
            if (values[k] > values[best]) {
                best = k;
            }
        }
        return best;
    }
}
