/// Several trained networks that answer as one: what they are worth together, their folder and the page about them.
///
/// | class | what |
/// |---|---|
/// | [Members][dev.chainrule.lab.ensemble.Members] | the runs, and what keeps them from standing together |
/// | [MemberTraining][dev.chainrule.lab.ensemble.MemberTraining] | members that are trained for it: seeds, snapshots |
/// | [Study][dev.chainrule.lab.ensemble.Study] | what they are worth, from the answers that the runs kept |
/// | [Subsets][dev.chainrule.lab.ensemble.Subsets] | the gain by the number of members |
/// | [Diversity][dev.chainrule.lab.ensemble.Diversity] | how often members disagree |
/// | [MeanNetwork][dev.chainrule.lab.ensemble.MeanNetwork] | the mean of weights, which is something else |
/// | [EnsembleFolder][dev.chainrule.lab.ensemble.EnsembleFolder] | the folder that is used like a run |
/// | [EnsembleReport][dev.chainrule.lab.ensemble.EnsembleReport] | the page |
@NullMarked
package dev.chainrule.lab.ensemble;

import org.jspecify.annotations.NullMarked;
