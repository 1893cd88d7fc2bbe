/// One training run: settings in, a folder of results out, and that folder read again.
///
/// | class | what |
/// |---|---|
/// | [TrainingRun][dev.chainrule.lab.run.TrainingRun] | settings in, a folder of results out |
/// | [RunFolder][dev.chainrule.lab.run.RunFolder] | where each result stands |
/// | [SavedRun][dev.chainrule.lab.run.SavedRun] | a folder of results, read again |
/// | [RunData][dev.chainrule.lab.run.RunData] | the images of a run |
@NullMarked
package dev.chainrule.lab.run;

import org.jspecify.annotations.NullMarked;
