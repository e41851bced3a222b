namespace Mote.Data;

/// <summary>What an example is for. A group (speaker, person, machine) is in one of them only.</summary>
public enum Split
{
    Train,
    Validation,
    Test,
}
