using Microsoft.EntityFrameworkCore;
using Tributary.Accounts;
using Tributary.Audit;
using Tributary.Data;
using Tributary.Notices;

namespace Tributary.Ledger;

/// <summary>
/// The working memory of one batch of the desk: the rows that were fetched (each once, so that deeds see what the
/// deeds before them did), the rows to be written, and the journal by which a refused deed is taken back. Not safe for
/// concurrent use. With no desk behind it, it gives quotes, previews and rehearsals: the same decisions, written nowhere.
/// </summary>
public sealed partial class Sheet
{
    private readonly TributaryDb db;
    private readonly TimeProvider clock;
    private readonly bool locks;
    private readonly Memory memory;
    private readonly bool remembersFacts;
    private readonly Dictionary<(Type, Guid), Row> known = [];
    private readonly Dictionary<Type, List<Row>> added = [];
    private readonly HashSet<Row> fresh = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<Row> changed = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, object> facts = [];
    private readonly List<Action> undo = [];
    private readonly Memory own = new();

    /// <summary>A sheet on which nothing will be written, or the next batch of a lane.</summary>
    /// <param name="db">Where rows are read.</param>
    /// <param name="now">The moment of the batch (UTC).</param>
    /// <param name="today">The day of the batch in the root's time zone.</param>
    /// <param name="clock">For new ids.</param>
    /// <param name="memory">What the lane has kept; null where nothing is to be written.</param>
    /// <param name="remembersFacts">True when no deed of the batch changes standing rows.</param>
    internal Sheet(TributaryDb db, DateTime now, DateOnly today, TimeProvider clock, Memory? memory = null, bool remembersFacts = false)
    {
        (this.db, this.clock, locks, Now, Today) = (db, clock, memory is not null, now, today);
        (this.memory, this.remembersFacts) = (memory ?? new(), remembersFacts);
    }

    /// <summary>For reading while loading; never for deciding.</summary>
    public TributaryDb Db => db;

    /// <summary>The moment of the batch (UTC).</summary>
    public DateTime Now { get; private set; }

    /// <summary>The day of the batch in the root's time zone.</summary>
    public DateOnly Today { get; private set; }

    /// <summary>A new id of this moment.</summary>
    public Guid NewId() => PublicId.New(clock);

    /// <summary>Reads rows that deeds do not change. A row that is known already is given as the batch left it.</summary>
    public async Task<List<T>> Fetch<T>(IQueryable<T> query) where T : Entity
    {
        var rows = await query.AsNoTracking().ToListAsync();
        for (var i = 0; i < rows.Count; i++) rows[i] = Keep(rows[i]);
        return rows;
    }

    /// <summary>Reads rows that deeds may change, locked in the order of their ids until the batch is written.</summary>
    public async Task<List<T>> Lock<T>(IEnumerable<Guid> ids) where T : Entity
    {
        var wanted = ids.Distinct().ToArray();
        var missing = wanted.Where(id => !known.ContainsKey((typeof(T), id))).ToArray();
        if (missing.Length > 0)
        {
            foreach (var row in await Locked<T>("id = ANY({0})", missing, s => s.Where(e => missing.Contains(e.Id))))
                Keep(row);
        }
        return [.. wanted.Select(id => (T?)known.GetValueOrDefault((typeof(T), id))).OfType<T>()];
    }

    // EF can lock only through SQL of one's own; SQLite has one writer, whose transaction began as such.
    private Task<List<T>> Locked<T>(string where, object array, Func<IQueryable<T>, IQueryable<T>> filter) where T : Entity
    {
        if (!db.IsPostgres || !locks) return filter(db.Set<T>()).AsNoTracking().ToListAsync();
        var table = db.Model.FindEntityType(typeof(T))!.GetTableName();
#pragma warning disable EF1002 // The table's name comes from the model, the values are parameters.
        return db.Set<T>().FromSqlRaw($"SELECT * FROM \"{table}\" WHERE {where} ORDER BY id FOR UPDATE", array).AsNoTracking().ToListAsync();
#pragma warning restore EF1002
    }

    /// <summary>Takes in a row that was read together with others, and gives it as the batch knows it.</summary>
    public T Keep<T>(T row) where T : Entity
    {
        if (known.TryGetValue((typeof(T), row.Id), out var before)) return (T)before;
        known[(typeof(T), row.Id)] = row;
        return row;
    }

    /// <summary>A row that was fetched, or null.</summary>
    public T? Find<T>(Guid id) where T : Entity => (T?)known.GetValueOrDefault((typeof(T), id));

    /// <summary>A row that must have been fetched.</summary>
    public T Get<T>(Guid id) where T : Entity =>
        Find<T>(id) ?? throw new InvalidOperationException($"{typeof(T).Name} {id} was not loaded.");

    /// <summary>
    /// Whether a row is still at the version it is expected at; a row that a deed before this one changed is not. What was
    /// not found is for the deed to refuse.
    /// </summary>
    internal bool IsAt(Expected expected) =>
        !known.TryGetValue((expected.Type, expected.Id), out var row) || (((Entity)row).Version == expected.Version && !changed.Contains(row));

    /// <summary>Every row of the type that was fetched or added.</summary>
    public IEnumerable<T> All<T>() where T : Entity => known.Values.OfType<T>();

    /// <summary>The rows of the type that earlier deeds of this batch have added; they are in no query's answer yet.</summary>
    public IEnumerable<T> Added<T>() where T : Row => added.TryGetValue(typeof(T), out var rows) ? rows.Cast<T>() : [];

    /// <summary>What a class of deeds keeps for itself between loading and deciding, made on first use.</summary>
    public T Facts<T>() where T : class, new()
    {
        if (!facts.TryGetValue(typeof(T), out var fact)) facts[typeof(T)] = fact = new T();
        return (T)fact;
    }

    /// <summary>What a module keeps of standing rows over batches; for this batch alone where a deed of it changes such rows.</summary>
    internal T Standing<T>() where T : Standing, new() => remembersFacts ? memory.Standing<T>() : own.Standing<T>();

    /// <summary>A new row, written with the batch.</summary>
    public T Add<T>(T row) where T : Row
    {
        if (!added.TryGetValue(typeof(T), out var rows)) added[typeof(T)] = rows = [];
        rows.Add(row);
        fresh.Add(row);
        undo.Add(() =>
        {
            rows.RemoveAt(rows.Count - 1);
            fresh.Remove(row);
        });
        if (row is Entity entity)
        {
            var key = (typeof(T), entity.Id);
            known[key] = entity;
            undo.Add(() => known.Remove(key));
        }
        return row;
    }

    /// <summary>Says that a fetched row is about to change; call it before changing. Gives the row back.</summary>
    public T Change<T>(T row) where T : Row
    {
        var before = row.Copy();
        undo.Add(() => row.Restore(before));
        if (!fresh.Contains(row) && changed.Add(row)) undo.Add(() => changed.Remove(row));
        return row;
    }

    /// <summary>Refuses when the caller read another version than is there, or a deed before this one has changed the row meanwhile. Call it before changing.</summary>
    /// <param name="row">The row that was read.</param>
    /// <param name="version">The version the caller read; null when it does not mind.</param>
    public void NeedVersion(Entity row, long? version)
    {
        if (version is { } read && (read != row.Version || changed.Contains(row))) throw Refusal.Stale();
    }

    /// <summary>Writes a line of the trail.</summary>
    public void Trail(Viewer by, Account about, string action, string? subject = null, string summary = "", string? details = null, string? readFrom = null) =>
        Trail(by, about.BranchId, about.Id, about.Path, action, subject, summary, details, readFrom);

    /// <summary>
    /// Writes a line of the trail of the account with this id and path; <paramref name="readFrom"/> is the path of the
    /// lowest level that may read it, null for all who see the account. What a guest does bears both names and the pass.
    /// </summary>
    public void Trail(Viewer by, int branchId, Guid accountId, string path, string action, string? subject = null, string summary = "",
        string? details = null, string? readFrom = null, Guid? passId = null) =>
        Add(new TrailEntry
        {
            BranchId = branchId, Id = NewId(), AccountId = accountId, Path = path, At = Now, UserId = by.UserId, Actor = by.Guest?.Name ?? by.Name,
            ActorAccountId = by.Guest?.AccountId ?? by.AccountId, ActorPath = by.Guest?.Path ?? by.Path,
            OnBehalfOfId = by.Guest is null ? null : by.AccountId, OnBehalfOf = by.Guest is null ? null : by.Name,
            OnBehalfPath = by.Guest is null ? null : by.Path, PassId = by.Guest?.PassId ?? passId,
            Action = action, Subject = subject, Summary = summary, Details = details, ReadFrom = readFrom,
        });

    /// <summary>Tells an account something.</summary>
    public void Notify(Account account, string kind, string? subject = null, string data = "{}") =>
        Add(new Notice
        {
            BranchId = account.BranchId, Id = NewId(), AccountId = account.Id, Path = account.Path, Kind = kind, At = Now, Subject = subject, Data = data,
            ForMail = Consequence.Of(kind) is not null,
        });

    /// <summary>
    /// Writes a mail to a person of an account, in the brand of its seller; sent once the batch is written. The data holds no
    /// secrets. It goes to the person's own address unless another is given.
    /// </summary>
    public void Mail(Account about, Account seller, Guid userId, string template, Department department, string data = "{}", string? email = null) =>
        Add(new Message
        {
            BranchId = about.BranchId, Id = NewId(), AccountId = about.Id, Path = about.Path, SenderId = seller.Id, UserId = userId, Template = template,
            Department = department, At = Now, Data = data, Email = email,
        });

    /// <summary>Says how to take back something kept beside the rows, should the deed be refused.</summary>
    internal void OnUndo(Action takeBack) => undo.Add(takeBack);

    internal void Begin() => undo.Clear();

    /// <summary>
    /// Goes on to another moment on a sheet of which nothing is ever written: rows that were read stay as they were left, and
    /// what there would be to write is let go of, so that a year takes no more memory than a day.
    /// </summary>
    internal void GoOn(DateTime now, DateOnly today)
    {
        if (locks) throw new InvalidOperationException("What a sheet of the desk holds is to be written.");
        (Now, Today) = (now, today);
        foreach (var (type, rows) in added)
        {
            foreach (var row in rows.OfType<Entity>()) known.Remove((type, row.Id));
            rows.Clear();
        }
        fresh.Clear();
        changed.Clear();
        figures.Clear();
        undo.Clear();
    }

    internal void Undo()
    {
        for (var i = undo.Count - 1; i >= 0; i--) undo[i]();
        undo.Clear();
    }
}
