using System.Runtime.InteropServices;
using Mote.Examples.Tones;
using Mote.Execution;
using Mote.Numerics;

namespace Mote.Examples.Tests;

public class SpectrumTests
{
    /// <summary>Training sees the spectrum of plain loops; the model computes it with its layers. They must be the same.</summary>
    [Fact]
    public void Loops_agree_with_the_layers()
    {
        var network = ToneNetwork.Build(TrainedLayers.Random(new RandomStream(5)));
        var interpreter = new Interpreter(network);
        foreach (var frame in ToneSimulator.Frames(seed: 6, count: 5))
        {
            float[] fromLayers = [];
            interpreter.Run(MemoryMarshal.AsBytes<float>(frame.Samples), (node, _, data) =>
            {
                if (network.Nodes[node].Origin.ToString() == ToneNetwork.SpectrumLayer)
                    fromLayers = MemoryMarshal.Cast<byte, float>(data).ToArray();
            });
            var fromLoops = Spectrum.Of(frame.Samples);
            Assert.Equal(fromLoops.Length, fromLayers.Length);
            for (var i = 0; i < fromLoops.Length; i++) Assert.Equal(fromLoops[i], fromLayers[i], 1e-5f);
        }
    }

    /// <summary>A pure tone is loudest in the band of its own semitone.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(8)]
    public void Tone_peaks_in_its_band(int toneClass)
    {
        var pitch = ToneClasses.Pitch(toneClass);
        var samples = Enumerable.Range(0, Frame.Length).Select(i => (float)(0.5 * Sine.Of(pitch * i / Frame.SampleRate))).ToArray();
        var bands = Spectrum.Of(samples).AsSpan(0, FilterBank.Bands);
        Assert.Equal(pitch, FilterBank.Pitch(bands.IndexOf(bands.ToArray().Max())), 1e-9);
    }
}
