using Mote.Numerics;

namespace Mote.Examples.Bearings;

/// <summary>
/// The acceleration of a motor's housing with a rolling bearing, healthy or damaged, after the model of McFadden and Smith (1984): each
/// time a rolling element passes a damage, the housing rings at its resonance; how hard depends on where the damage is in the load zone.
/// Beside that the shaft's imbalance, a hum, and noise.
/// </summary>
internal static class BearingSimulation
{
    public const int Rate = 8000;

    public static readonly string[] States = ["normal", "outer", "inner", "ball"];

    /// <summary>Impacts per turn of the shaft, of a bearing with nine balls (SKF 6205), and by what they are modulated.</summary>
    private static (double PerTurn, double Modulation) Impacts(string state) => state switch
    {
        "outer" => (3.585, 0),
        "inner" => (5.415, 1),
        "ball" => (4.714, 0.398),
        _ => (0, 0),
    };

    /// <param name="state">One of <see cref="States"/>.</param>
    /// <param name="machine">Machines differ in speed, resonance, damping, imbalance and noise.</param>
    /// <param name="seconds">How long.</param>
    /// <returns>Acceleration as parts of full scale.</returns>
    public static float[] Record(string state, int machine, double seconds)
    {
        var own = new RandomStream((ulong)machine * 7919 + 1);
        var shaft = 29 + 1.2 * own.NextDouble();
        var (resonance, damping) = (2200 + 1000 * own.NextDouble(), 500 + 300 * own.NextDouble());
        var (imbalance, hum) = (0.02 + 0.03 * own.NextDouble(), 0.01 + 0.02 * own.NextDouble());
        var noise = 0.012 + 0.01 * own.NextDouble();

        var random = new RandomStream((ulong)(machine * 31 + Array.IndexOf(States, state) + 17));
        var signal = new float[(int)(seconds * Rate)];
        var phase = 2 * Math.PI * random.NextDouble();
        for (var i = 0; i < signal.Length; i++)
        {
            var turn = 2 * Math.PI * shaft * i / Rate + phase;
            signal[i] = (float)(imbalance * (Math.Sin(turn) + 0.4 * Math.Sin(2 * turn + 1)) + hum * Math.Sin(2 * Math.PI * 100 * i / Rate)
                + noise * random.NextNormal());
        }
        var (perTurn, modulation) = Impacts(state);
        if (perTurn == 0) return signal;
        // Balls slip a little: the impacts come a per cent earlier or later.
        for (var time = random.NextDouble() / (shaft * perTurn); time < seconds; time += (1 + 0.01 * random.NextNormal()) / (shaft * perTurn))
        {
            var load = modulation == 0 ? 1 : 0.55 + 0.45 * Math.Cos(2 * Math.PI * shaft * modulation * time + phase);
            Ring(signal, time, 0.16 * load * (0.9 + 0.2 * random.NextDouble()), resonance, damping);
        }
        return signal;
    }

    private static void Ring(float[] signal, double time, double strength, double resonance, double damping)
    {
        var first = (int)Math.Ceiling(time * Rate);
        for (var i = first; i < signal.Length && i < first + Rate / 50; i++)
        {
            var t = i / (double)Rate - time;
            signal[i] += (float)(strength * Math.Exp(-damping * t) * Math.Sin(2 * Math.PI * resonance * t));
        }
    }
}
