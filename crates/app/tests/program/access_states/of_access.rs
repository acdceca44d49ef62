//! Members, invitations, offered roles, sessions and letters in their states.

use access::MembershipState;

use super::objects::{Actor, Objects};

impl Objects<'_> {
    pub(super) async fn of_access(
        &self,
        path: &str,
        actor: &Actor,
        is_own: bool,
        object: &str,
        state: &str,
    ) -> String {
        let login = actor.login.as_deref();
        match object {
            "member" => path.replace("{member}", &self.member(login, is_own, state).await),
            "invitation" => path.replace("{invitation}", &self.invitation(login, is_own, state).await),
            "letter" => path.replace("{letter}", &self.letter(state).await),
            "offer" => {
                let somebody = self.app.somebody(login);
                let whose = if is_own { login } else { Some(somebody.as_str()) };
                let id = self.app.offered(whose).await;
                if state == "accepted" {
                    let mut tx = self.app.house.db.begin().await.unwrap();
                    let now = MembershipState::Active;
                    access::store::set_membership_state(&mut tx, &id, now).await.unwrap();
                    // Nobody keeps the role: whoever asks next must stay who they are.
                    access::store::set_membership_state(&mut tx, &id, MembershipState::Ended).await.unwrap();
                    tx.commit().await.unwrap();
                }
                path.replace("{membership}", &id)
            }
            _ => {
                let somebody = self.app.somebody(login);
                let whose = if is_own { login } else { Some(somebody.as_str()) };
                let id = self.app.session(whose).await;
                if state == "ended" {
                    let mut tx = self.app.house.db.begin().await.unwrap();
                    tx.query("delete from session where id = $1").bind(&id).run().await.unwrap();
                    tx.commit().await.unwrap();
                }
                path.replace("{session}", &id)
            }
        }
    }

    async fn member(&self, login: Option<&str>, is_own: bool, state: &str) -> String {
        let id = self.app.member(login, is_own).await;
        let to = match state {
            "suspended" => MembershipState::Suspended,
            "ended" => MembershipState::Ended,
            _ => return id,
        };
        let mut tx = self.app.house.db.begin().await.unwrap();
        access::store::set_membership_state(&mut tx, &id, to).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn invitation(&self, login: Option<&str>, is_own: bool, state: &str) -> String {
        let id = self.app.invitation(login, is_own).await;
        let member = self.app.member(login, is_own).await;
        let now = self.app.house.clock.now();
        let mut tx = self.app.house.db.begin().await.unwrap();
        match state {
            "accepted" => {
                assert!(access::store::mark_accepted(&mut tx, &id, &member, now).await.unwrap());
            }
            "withdrawn" => assert!(access::store::withdraw_invitation(&mut tx, &id, now).await.unwrap()),
            "expired" => {
                let expire = tx.query("update invitation set expires_at = $2 where id = $1").bind(&id);
                expire.bind(now - 1).run().await.unwrap();
            }
            _ => {}
        }
        tx.commit().await.unwrap();
        id
    }

    async fn letter(&self, state: &str) -> String {
        let id = self.app.letter().await;
        let mut tx = self.app.house.db.begin().await.unwrap();
        tx.query("update letter set state = $2 where id = $1").bind(&id).bind(state).run().await.unwrap();
        tx.commit().await.unwrap();
        id
    }
}
