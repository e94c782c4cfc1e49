package io.fileview.testing;

import static org.junit.platform.commons.support.AnnotationSupport.isAnnotated;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips what {@link NeedsSegment} marks, where views have no segment. */
final class NeedsSegmentCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return isAnnotated(context.getElement(), NeedsSegment.class)
                && !EngineUnderTest.hasSegments()
                        ? ConditionEvaluationResult.disabled(
                                "views have no segment, and this test uses one")
                        : ConditionEvaluationResult.enabled("nothing is missing");
    }
}
