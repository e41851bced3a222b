using Mote.Compiler.Kernels;
using Mote.Compiler.Programs;
using Mote.Core.Ops;

namespace Mote.Compiler.Emission;

/// <summary>Prints a program. No decision is left to make here.</summary>
public static class CEmitter
{
    /// <param name="program">The program.</param>
    /// <param name="selfTest">What the self-test runs and expects.</param>
    public static EmittedModel Emit(CProgram program, RecordedInference selfTest)
    {
        var pool = new ConstantPool();
        var model = ModelSource.Print(program, pool);
        var kernels = RuntimeLibrary.Closure(program.Calls.SelectMany(c => c.Headers).Append("mote.h"));
        return new EmittedModel(
            [
                new EmittedFile("model.h", HeaderSource.Print(program)),
                new EmittedFile("model.c", model),
                new EmittedFile("model_weights.h", WeightsSource.Print(program, pool)),
                .. program.Routines.Any() ? [new EmittedFile("model_routines.h", RoutinesSource.Print(program))]
                    : Array.Empty<EmittedFile>(),
                new EmittedFile("model_selftest.c", SelfTestSource.Print(program, selfTest)),
                .. kernels.Select(k => new EmittedFile(k, RuntimeLibrary.Read(k))),
            ],
            pool.Bytes);
    }

    /// <summary>What a step is called in C: conv2d_0, depthwise_conv2d_1.</summary>
    internal static string StepName(Step step)
    {
        var name = step.Node.Op.Name();
        var snake = string.Concat(name.Select((c, i) =>
            char.IsUpper(c) && i > 0 && char.IsLower(name[i - 1]) ? "_" + char.ToLowerInvariant(c) : char.ToLowerInvariant(c).ToString()));
        return $"{snake}_{step.Index}";
    }
}
