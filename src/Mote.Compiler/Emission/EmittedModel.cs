using System.Collections.Immutable;

namespace Mote.Compiler.Emission;

/// <summary>A generated text file, by its path in the output folder.</summary>
public sealed record EmittedFile(string Path, string Text);

/// <summary>The C of a compiled model.</summary>
/// <param name="Files">model.h, model.c, model_weights.h, model_selftest.c and the kernels they need.</param>
/// <param name="WeightBytes">All constants that the program carries.</param>
public sealed record EmittedModel(ImmutableArray<EmittedFile> Files, int WeightBytes);

/// <summary>One recorded inference: all inputs and all outputs, one after another.</summary>
public sealed record RecordedInference(ReadOnlyMemory<byte> Inputs, ReadOnlyMemory<byte> Outputs);
