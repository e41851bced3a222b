namespace Mote.Execution.Features.Spectral;

/// <summary>The weights under which a frame is transformed.</summary>
public enum WindowShape
{
    /// <summary>(1 - cos 2πn/N)/2, periodic: scipy.signal.get_window('hann', N), tf.signal.hann_window.</summary>
    Hann,

    /// <summary>0.54 - 0.46·cos 2πn/N, periodic.</summary>
    Hamming,

    /// <summary>All ones.</summary>
    Rectangular,
}

/// <summary>What precedes the first sample and follows the last one.</summary>
public enum FramePadding
{
    /// <summary>Nothing: frames lie within the samples.</summary>
    None,

    /// <summary>Half a frame of zeros at both ends: frame t is centred at sample t · step. librosa's default.</summary>
    Zeros,

    /// <summary>Half a frame mirrored without the border: pad_mode='reflect'.</summary>
    Reflected,
}

public enum SpectrumKind
{
    /// <summary>|X|².</summary>
    Power,

    /// <summary>|X|.</summary>
    Magnitude,
}

/// <summary>How hertz become mel, and where filters are triangles.</summary>
public enum MelScale
{
    /// <summary>2595·log10(1 + f/700); triangles over hertz: librosa.filters.mel(htk=True).</summary>
    Htk,

    /// <summary>Linear below 1 kHz, logarithmic above (Slaney's Auditory Toolbox); triangles over hertz: librosa's default.</summary>
    Slaney,

    /// <summary>Not mel but hertz: bands of equal width.</summary>
    Linear,

    /// <summary>As <see cref="Htk"/>, triangles over mel, without the first bin: tf.signal.linear_to_mel_weight_matrix.</summary>
    TensorFlow,
}

public enum LogarithmKind
{
    /// <summary>ln.</summary>
    Natural,

    /// <summary>10·log10 of a power (librosa.power_to_db), 20·log10 of a magnitude.</summary>
    Decibel,
}

/// <summary>What keeps a logarithm's argument above zero.</summary>
public enum FloorKind
{
    /// <summary>log(max(x, floor)).</summary>
    Maximum,

    /// <summary>log(x + floor).</summary>
    Added,
}

/// <summary>What is done to all features of an example together.</summary>
public enum FeatureNormalisation
{
    None,

    /// <summary>Each coefficient's mean over the frames is subtracted: a channel's colour and loudness go.</summary>
    Mean,

    /// <summary>Then all are divided by the standard deviation of all.</summary>
    MeanAndDeviation,
}
