namespace Mote.Core.Ops;

/// <summary>Y[c] = X[c] - ln Σ e^X[k] over the last axis.</summary>
public sealed record LogSoftmax : Op;

/// <summary>Y[c] = X[c] / √Σ X[k]² over the last axis.</summary>
public sealed record L2Normalization : Op;
