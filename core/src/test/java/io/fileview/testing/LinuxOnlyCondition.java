package io.fileview.testing;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Skips what is tagged {@code linux-only} where another engine is under test, so that the report says how
 * many tests these are. JUnit finds this class where a run asks for it; other runs exclude the tag.
 */
public final class LinuxOnlyCondition implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        boolean has = EngineUnderTest.isLinux() || EngineUnderTest.isMemory();
        return !has && context.getTags().contains("linux-only")
                ? ConditionEvaluationResult.disabled(
                        "this test is about what the linux engine alone does or reports, and this is the "
                                + EngineUnderTest.name() + " engine")
                : ConditionEvaluationResult.enabled("the engine has what the test is about");
    }
}
