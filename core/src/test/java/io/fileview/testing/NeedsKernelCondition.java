package io.fileview.testing;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips what {@link NeedsKernel} marks, where the files are in memory. */
final class NeedsKernelCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return findAnnotation(context.getElement(), NeedsKernel.class)
                .filter(any -> EngineUnderTest.isMemory())
                .filter(needs -> EngineUnderTest.hasSegments() || !needs.orCalls())
                .map(
                        needs -> ConditionEvaluationResult.disabled(
                                "the files are in memory, and this test " + needs.value()))
                .orElseGet(() -> ConditionEvaluationResult.enabled("nothing is missing"));
    }
}
