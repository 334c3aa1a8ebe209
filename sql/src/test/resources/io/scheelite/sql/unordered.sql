-- One statement per line; answers are compared in any order.
select t_id from t where exists (select 1 from u where u_a = t_a)
select t_id from t where not exists (select 1 from u where u_a = t_a and u_b > t_b)
select t_id from t where exists (select 1 from u where u_a < t_a and u_s = t_s)
select t_id from t where exists (select 1 from e)
select t_id from t where not exists (select 1 from e)
select t_id from t where exists (select 1 from u)
select t_id from t where t_a in (select u_a from u where u_b > 3)
select t_id from t where t_a not in (select u_a from u where u_b > 3)
select t_id from t where t_a not in (select u_a from u where u_a is not null)
select t_id from t where t_a not in (select e_a from e)
select t_id from t where t_id not in (select u_id from u where u_id < 10)
select t_id from t where (t_a, t_b) in (select u_a, u_b from u)
select t_id from t where t_a in (select u_a from u where u_s = t_s)
select t_id from t where t_b = (select max(u_b) from u)
select t_id from t where t_b > (select avg(u_b) from u where u_a = t_a)
select t_id, (select count(*) from u where u_a = t_a) n from t
select t_id, (select sum(u_m) from u where u_a = t_a) n from t
select t_id, (select count(u_b) + 1 from u where u_a = t_a and u_s = t_s) n from t
select t_id from t where (select count(*) from u where u_a = t_a) = 0
select t_id from t where coalesce((select min(u_b) from u where u_a = t_a), 7) > 5
select t_id from t where t_a = 3 or exists (select 1 from u where u_b = t_b)
select t_id from t where t_a = 3 or t_b in (select u_b from u where u_a = 2)
select t_id, (select max(e_a) from e) from t
select t_id, (select e_a from e) from t
select t_id, u_id from t left join u on t_a = u_a and u_b > 4
select t_id, u_id from t left join u on t_a = u_a where u_b > 4
select t_id, u_id from t left join u on t_a = u_a where u_b is null
select t_id, u_id from t left join u on t_a = u_a and t_b > 4 where t_id < 20
select t_id, u_id from u right join t on t_a = u_a and t_b = u_b
select t_id, u_id, w_id from t join u on t_a = u_a left join w on u_b = w_b and w_s = t_s
select t_id, u_id, w_id from t, u, w where t_a = u_a and u_a = w_a and w_b = t_b
select t_id, u_id from t, u where t_a + 1 = u_a * 2
select t_id, u_id from t, u where t_a < u_a and u_id < 5
select t_id, u_id from t, u where t_id < 3 and u_id < 3
select t_a, count(distinct t_b) from t group by t_a
select t_a, count(distinct t_b), count(*), sum(t_m), min(t_s), avg(t_b) from t group by t_a
select count(distinct t_s), count(t_s), count(*) from t
select count(distinct e_s), count(*), sum(e_b) from e
select sum(distinct t_a), sum(t_a) from t
select t_s, sum(t_a) filter (where t_b > 3), count(*) filter (where t_b > 3) from t group by t_s
select distinct t_a, t_s from t
select t_a from t union select u_a from u
select t_a, t_m from t union all select u_b, 1.5 from u
select a, n from (select t_a a, count(*) n from t group by t_a) x where a > 2 and n > 1
select t_a, sum(t_b) from t group by t_a having sum(t_b) > (select avg(u_b) from u)
with x as (select t_a a, sum(t_m) m from t group by t_a) select * from x where m = (select max(m) from x)
select case when t_a > 3 then 'big' when t_a is null then 'none' else t_s end from t
select t_id from t where (t_a = 1 and t_b > 2) or (t_a = 1 and t_s = 'ax')
select t_id from t where not (t_a = 1 or t_b > 2)
select t_id from t where not (t_a between 2 and 4) and t_s not like 'b%'
select t_id from t where t_a in (1, 2, null)
select t_id from t where t_a not in (1, 2)
select t_id from t where t_s in ('ax', 'by') and t_m between 1 and 5.5
select t_m / 4, t_b * 1.5, -t_m, t_m - t_a, t_a % 3 from t
select upper(t_s), substring(t_s, 2, 1), length(t_s), t_s || '!' from t
select coalesce(t_a, t_b, 0), nullif(t_a, 3) from t
select t_id from t where t_a is distinct from t_b
select count(*) from t where t_s is null and t_a is not null
select * from (values (1, 'x'), (2, null)) v(a, b)
select 1 + 1, 'a' || 'b', cast(date '2024-01-31' + interval '1' month as date)
select t_id from t where exists (select 1 from u where u_a = t_a and exists (select 1 from w where w_b = u_b))
select t_id from t where t_a in (select u_a from u where u_b in (select w_b from w where w_s = 'ax'))
select t_id from t where t_b > (select min(u_b) from u where u_a = t_a and u_id in (select w_id from w where w_a > 2))
select cast(date '2024-01-31' + interval 90 day as date), cast(date '2024-01-31' - interval '3 months' as date)
select t_a as count, count(*) as sum from t group by t_a having count(*) > 1
select extract(year from date '2024-05-06') as year, cast(t_a as bigint) as month from t where t_a = any (select u_a from u)

-- full and right joins
select t_id, u_id from t full join u on t_a = u_b
select t_id, t_a, u_id, u_a from t full outer join u on t_a = u_a and t_b < u_b
select t_id, e_id from t full join e on t_id = e_id
select e_id, t_id from e full join t on t_id = e_id
select t_id, u_id from t full join u on t_id < u_id - 35
select t_id, u_id from t full join u on t_id + 38 < u_id and t_a is null
select t_id, u_id from t full join u on t_a = u_a where t_b > 3
select t_id, u_id from t full join u on t_a = u_a where u_b > 3
select t_id, u_id from t full join u on t_a = u_a where u_b > 3 and t_b < 9
select t_id, u_id from t full join u on t_a = u_a where coalesce(t_b, u_b) = 5
select coalesce(t_a, u_a) as k, count(*), sum(t_b), sum(u_b) from t full join u on t_a = u_a group by coalesce(t_a, u_a)
select t_id, u_id, w_id from t full join u on t_a = u_a full join w on w_a = u_a and w_b = t_b
select t_id, u_id from t right join u on t_a = u_a and t_b > 4
select t_id, u_id, w_id from t right join u on t_id = u_a left join w on w_id = t_a
select count(*), count(t_id), count(u_id) from t full join u on true
select a.t_id, b.t_id from (select * from t where t_a = 1) a full join (select * from t where t_b = 3) b on a.t_a = b.t_a

-- subqueries as values
select t_id, exists (select 1 from u where u_a = t_a) from t
select t_id, not exists (select 1 from u where u_a = t_a and u_b > t_b) as none from t
select t_id, exists (select 1 from u where u_b > 10) from t
select t_id, exists (select 1 from e) from t
select t_id, t_a in (select u_a from u) from t
select t_id, t_a in (select u_a from u where u_a is not null) from t
select t_id, t_a in (select e_a from e) from t
select t_id, t_id in (select u_id from u where u_a = 3) from t
select t_id, t_a not in (select u_a from u where u_b = t_b) from t
select t_id, t_a in (select u_a from u where u_b = t_b) from t
select t_id, (t_a, t_b) in (select u_a, u_b from u) from t
select t_id, 3 in (select u_a from u where u_b = t_b) from t
select t_id, 3 in (select u_a from u) from t
select t_id, case when t_a in (select u_a from u where u_b > 5) then 'yes' when exists (select 1 from w where w_a = t_b) then 'maybe' else 'no' end from t
select t_id from t where t_a > 5 or t_b in (select u_b from u where u_a = t_a)
select t_id from t where t_a > 5 or t_b not in (select u_b from u where u_a = 3)
select t_id from t where t_a > 5 or t_b not in (select u_b from u where u_a = t_a)
select t_id from t where t_a > 5 or not exists (select 1 from u where u_a = t_a and u_b < t_b)
select t_id from t where (t_a in (select u_a from u)) is null
select t_id from t where (t_a in (select u_a from u where u_a > 2)) = (t_b in (select w_b from w))
select t_id from t where t_a not in (select u_a from u where u_b = t_b)
select t_id from t where t_a not in (select u_a from u where u_b > t_b)
select t_id from t where t_a not in (select u_a from u where u_id < 0)
select t_id from t where (t_a, t_b) not in (select u_a, u_b from u where u_id < 10)
select t_id from t where t_a not in (select u_a from u where u_a is not null)
select count(*) from t where t_a + 1 not in (select u_a * 2 from u where u_id > 30)
-- comparisons with ANY and ALL
select t_id from t where t_b > all (select u_b from u where u_a = t_a)
select t_id from t where t_b >= all (select u_b from u where u_a = t_a and u_b is not null)
select t_id from t where t_b < any (select u_b from u where u_id < 5)
select t_id from t where t_b <> all (select u_b from u where u_id < 5)
select t_id from t where t_b = all (select u_b from u where u_a = t_a)
select t_id, t_b > any (select u_b from u where u_a = t_a), t_b > all (select u_b from u where u_a = t_a) from t
select t_id, t_b <> any (select u_b from u) from t
-- scalar subqueries of any form
select t_id, (select u_s from u where u_id = t_a) from t
select t_id, (select u_b + t_b from u where u_id = t_a) from t
select t_id, (select t_a + 1 from u where u_id = t_a and u_b > 3) from t
select t_id, (select count(*) from u where u_a < t_a) from t
select t_id, (select sum(u_b) from u where u_a = t_a or u_b = t_b) from t
select t_id, (select sum(u_b * t_a) from u where u_a = t_a) from t
select t_id, (select max(u_b) from u where u_a = t_a group by u_a) from t
select t_id, (select count(*) from (select distinct u_b from u where u_a = t_a) x) from t
select t_id, (select count(*) from (select u_a from u where u_b = t_b union all select w_a from w where w_b = t_a) x) from t
select t_id, (select count(*) from (select u_a from u where u_b = t_b union select w_a from w where w_b = t_a) x) from t
select t_id, (select count(w_id) from u left join w on w_a = u_a and w_b = t_b where u_a = t_a) from t
select t_id, (select count(*) from u full join w on w_a = u_a and w_b = t_b) from t where t_id < 6
select t_id, (select sum(x.n) from (select u_b as b, count(*) as n from u where u_a = t_a group by u_b) x where x.b > 3) from t
select t_id from t where t_b > (select avg(u_b) from u where u_a <> t_a)
select t_id from t where t_b = (select max(u_b) from u where u_a <= t_a)
select t_id from t where (select count(*) from u where u_a = t_a and u_b > t_b) = 0
select t_id from t where exists (select count(*) from u where u_a = t_a)
select t_id from t where exists (select u_a from u where u_b > t_b group by u_a having count(*) > 2)
select t_id from t where t_a in (select count(*) from u where u_b = t_b)
select t_id from t where t_b in (select t_a + u_a from u where u_id > 10)
select t_id, (select min(u_b) from u where u_a = t_a) + (select max(w_b) from w where w_a = t_a) from t
select t_a, count(*), (select count(*) from u where u_a = t_a) from t group by t_a
select t_a, count(*) from t group by t_a having count(*) > (select count(*) from u where u_a = t_a)
select t_id from t order by (select count(*) from u where u_a = t_a), t_id
-- several levels
select t_id from t where exists (select 1 from u where u_a = t_a and exists (select 1 from w where w_b = u_b and w_a > t_b))
select t_id from t where exists (select 1 from u where u_a = t_a and not exists (select 1 from w where w_b = t_b and w_a = u_a))
select t_id, (select max(u_b) from u where u_a = t_a and u_b > (select min(w_b) from w where w_a = t_b)) from t
select t_id, (select max(u_b) from u where u_b > (select avg(w_b) from w where w_a = t_a and w_id <> u_id)) from t
select t_id, (select count(*) from u where u_a = t_a and u_b in (select w_b from w where w_a <= t_b)) from t
select t_id, (select count(*) from u where u_a = t_a and u_b not in (select w_b from w where w_a = t_a)) from t
select t_id, (select sum((select count(*) from w where w_a = u_a and w_b = t_b)) from u where u_b < 6) from t
select t_id from t where t_a = (select max(u_a) from u where u_b = (select max(w_b) from w where w_a = t_a and w_b < u_id))
select t_id from t where not exists (select 1 from u where u_b > 5 and not exists (select 1 from w where w_a = t_a and w_b = u_b))
-- lateral
select t_id, x.n from t, lateral (select count(*) as n from u where u_a = t_a) x
select t_id, x.b from t join lateral (select u_b as b from u where u_a = t_a and u_b > t_b) x on true
select t_id, x.b from t left join lateral (select u_b as b from u where u_a = t_a and u_b > t_b) x on true
select t_id, x.b from t left join lateral (select u_b + t_b as b from u where u_a = t_a) x on x.b > 7
select t_id, x.m, y.c from t, lateral (select max(u_b) as m from u where u_a = t_a) x, lateral (select count(*) as c from w where w_b < x.m) y
select t_id, x.a, x.n from t, lateral (select u_a as a, count(*) as n from u where u_b < t_b group by u_a) x
-- conditions of outer joins
select t_id, u_id from t left join u on t_a = u_a and u_b in (select w_b from w)
select t_id, u_id from t left join u on t_a = u_a and exists (select 1 from w where w_a = t_b)
select t_id, u_id from t left join u on t_a = u_a and u_b > (select avg(w_b) from w where w_a = u_a)
select t_id, u_id from t full join u on t_a = u_a and t_b not in (select w_b from w where w_b is not null)

-- set operations
select t_a from t intersect select u_a from u
select t_a, t_s from t intersect select u_a, u_s from u
select t_a, t_b from t except select u_a, u_b from u
select t_a from t except select u_a from u where u_a is not null
select t_a from t except select e_a from e
select t_a from t intersect select u_b from u intersect select w_m from w
select t_a from t except (select u_a from u intersect select w_a from w)
select t_id from t where t_a in (select u_a from u intersect select w_a from w)
select t_id from t where exists (select t_a intersect select u_a from u)
select t_id, (select count(*) from (select u_a from u where u_b = t_b except select w_a from w where w_b > t_b) x) from t

-- common table expressions and equal parts
with x as (select t_a as k, sum(t_b) as s from t group by t_a) select a.k, a.s, b.s from x a join x b on a.k = b.k + 1
with x as (select t_a as k, sum(t_b) as s from t group by t_a) select k from x where s = (select max(s) from x)
with x as (select t_a as k, count(*) as n from t group by t_a), y as (select n, count(*) as m from x group by n) select x.k, y.m from x join y on x.n = y.n where y.m > (select avg(m) from y)
with x as (select u_a as k, max(u_b) as m from u group by u_a) select t_id, (select m from x where k = t_a), (select count(*) from x where m > t_b) from t
with x as (select distinct u_a as k from u) select t_id from t where t_a in (select k from x) and t_b not in (select k from x where k is not null)
with x as (select t_a as k, count(*) as n from t group by t_a) select * from x union all select * from x union all select n, k from x
with x as (select t_a as k, count(*) as n from t group by t_a) select count(*) from x a, x b, x c where a.k < b.k and b.k < c.k
with x as (select t_id, t_a from t order by t_id limit 7) select a.t_id, b.t_id from x a join x b on a.t_a = b.t_a
select (select count(*) from t), (select count(*) from t) + 1, (select count(*) from u)
select a.n, b.n from (select t_a, count(*) as n from t group by t_a) a full join (select t_a, count(*) as n from t group by t_a) b on a.n = b.t_a

-- limits in correlated subqueries, and set operations that count
select t_id, (select u_b from u where u_a = t_a order by u_b desc nulls last, u_id limit 1) from t
select t_id, (select u_id from u where u_a < t_a order by u_b, u_id limit 1 offset 2) from t
select t_id, (select sum(b) from (select u_b as b from u where u_a = t_a order by u_id limit 3) x) from t
select t_id from t where t_b in (select u_b from u where u_a = t_a order by u_id limit 2)
select t_id from t where exists (select 1 from u where u_a = t_a limit 1)
select t_id from t where exists (select 1 from u where u_a = t_a order by u_id limit 1 offset 4)
select t_id, x.i from t, lateral (select u_id as i from u where u_a = t_a order by u_b, u_id limit 2) x
select t_id, x.i from t left join lateral (select u_id as i from u where u_a = t_a and u_b > t_b order by u_id desc limit 1) x on true
select t_id, x.i from t, lateral (select u_id as i from u order by u_id + t_a, u_id limit 1) x
select t_a from t intersect all select u_a from u
select t_a, t_s from t except all select u_a, u_s from u
select t_a from t except all select u_a from u except all select w_a from w
select t_a from t intersect all select u_a from u intersect all select w_a from w
select t_a from t except all select e_a from e
select t_id, (select count(*) from (select u_a from u where u_b = t_b intersect all select w_a from w where w_b >= t_b) x) from t
select t_id, (select sum(u_b * t_a) from u) from t
select t_id, (select count(*) filter (where u_b > t_b) from u) from t
select t_id, (select u_b from u where u_id = 3) + t_a from t
with x as (select t_a as k, t_s as y, sum(t_b) as s from t group by t_a, t_s) select a.k, b.s from x a join x b on a.k = b.k where a.y = 'ax' and b.y = 'bx'
with x as (select t_a as k, t_s as y, sum(t_b) as s from t group by t_a, t_s union all select u_a, u_s, sum(u_b) from u group by u_a, u_s) select a.k, b.s from x a join x b on a.k = b.k where a.y = 'ax' and b.y = 'bx' and b.k > 2
