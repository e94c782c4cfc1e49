package io.fileview.testing;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotation;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips what {@link NeedsLinux} marks, on other systems. */
final class NeedsLinuxCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        String system = System.getProperty("os.name");
        return findAnnotation(context.getElement(), NeedsLinux.class)
                .filter(any -> !system.equals("Linux"))
                .map(
                        needs -> ConditionEvaluationResult.disabled(
                                "this is " + system + ", and this test " + needs.value()))
                .orElseGet(() -> ConditionEvaluationResult.enabled("nothing is missing"));
    }
}
