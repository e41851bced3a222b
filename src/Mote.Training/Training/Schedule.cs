using Mote.Core;
using Mote.Core.Types;

namespace Mote.Training.Training;

/// <summary>How the learning rate goes: a factor of the highest one, by how much of the training is done.</summary>
[Closed]
public abstract record Schedule
{
    private protected Schedule()
    {
    }

    /// <summary>A share of the training in which the rate rises from nothing, linearly.</summary>
    public double WarmUp { get; init; }

    /// <param name="done">From 0 to 1.</param>
    public double At(double done) => done < WarmUp ? done / WarmUp : After((done - WarmUp) / (1 - WarmUp));

    /// <param name="done">Of what follows the warm-up.</param>
    private protected abstract double After(double done);

    public sealed record Constant : Schedule
    {
        private protected override double After(double done) => 1;
    }

    /// <summary>Half a cosine, from 1 down to Floor (Loshchilov and Hutter 2017, without restarts).</summary>
    public sealed record Cosine(double Floor = 0) : Schedule
    {
        private protected override double After(double done) => Floor + (1 - Floor) * (1 + Math.Cos(Math.PI * Math.Min(done, 1))) / 2;
    }

    /// <summary>Times Factor at each of the milestones, which are shares of the training.</summary>
    public sealed record Steps(double Factor, EquatableArray<double> Milestones) : Schedule
    {
        private protected override double After(double done) => Math.Pow(Factor, Milestones.Count(m => done >= m));
    }
}
